create function baton._end_leases(p_executors baton.step_ref[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_count int;
begin
  update executors
  set status = 'lost', idle = false, ended_at = _now()
  where status in ('active', 'draining')
    and id in (
      select executor.id
      from executors as executor, clock
      where executor.id in (select given.job_id from unnest(p_executors) as given)
        and executor.renewed_tick + executor.lease_ticks <= clock.tick
      for no key update of executor skip locked);
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function baton._end_leases(baton.step_ref[]) is
  'Ends the leases of executors (ids in job_id) that are overdue; returns how many.';
