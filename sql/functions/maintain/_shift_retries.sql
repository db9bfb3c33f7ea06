create function baton._shift_retries(p_timers baton.timers[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_jobs bigint[];
  v_count int;
begin
  v_jobs := array(
    select job.id
    from jobs as job
    where job.id in (select ahead.job_id from unnest(p_timers) as ahead)
    order by job.id
    for no key update skip locked);
  with shifted as (
    update timers
    set due_at = v_now + (ahead.due_at - ahead.set_at), set_at = v_now
    from unnest(p_timers) as ahead
    where timers.due_at = ahead.due_at and timers.job_id = ahead.job_id and timers.n = ahead.n and timers.kind = 'retry'
      and timers.set_at > v_now and timers.job_id = any (v_jobs)
    returning timers.job_id, timers.n, timers.due_at
  )
  update step_rows as step
  set due_at = shifted.due_at
  from shifted
  where step.job_id = shifted.job_id and step.n = shifted.n;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function baton._shift_retries(baton.timers[]) is
  'Gives the waits of retries that began in the future their old length, from now on; returns how '
  'many.';
