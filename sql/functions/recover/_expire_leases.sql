-- Executors that missed as many ticks as their lease has are lost, and so are the attempts they
-- held. Never waits: an executor whose row is locked is just renewing, a job that is locked is left
-- to the next call. Returns how many attempts were handled.
create function baton._expire_leases(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_items step_ref[];
begin
  v_items := array(
    select row(executor.id, 0)::step_ref
    from executors as executor, clock
    where executor.status in ('active', 'draining')
      and executor.renewed_tick + executor.lease_ticks <= clock.tick
      and not exists (select from set_aside as aside where aside.work = 'executor' and aside.job_id = executor.id)
    for no key update of executor skip locked);
  perform _apart('executor', v_items, '_end_leases');

  with locked as (
    select job.id
    from executors as executor
    join running on running.executor_id = executor.id
    join jobs as job on job.id = running.job_id
    where executor.status in ('lost', 'gone')
      and not exists (select from set_aside as aside where aside.work = 'lease' and aside.job_id = running.job_id)
    limit p_limit
    for no key update of job skip locked
  )
  select array_agg(distinct row(locked.id, 0)::step_ref) into v_items from locked;
  return _apart('lease', v_items, '_lose_of_jobs');
end
$$;
comment on function baton._expire_leases(int) is
  'Ends overdue leases and recovers the attempts of lost executors; returns how many.';
