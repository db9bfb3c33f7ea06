create function baton._half_open_breakers() returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_due step_ref[];
begin
  select array_agg(distinct row(0, timers.n)::step_ref)
  into v_due
  from timers
  where timers.kind = 'breaker' and timers.due_at <= v_now
    and not exists (select from set_aside as aside where aside.work = 'breaker' and aside.job_id = 0 and aside.n = timers.n);
  perform _apart('breaker', v_due, '_half_open');
end
$$;
comment on function baton._half_open_breakers() is
  'Lets one step try for each open breaker whose time has come.';
