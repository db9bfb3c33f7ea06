create function baton._cancel_overdue(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_jobs bigint[];
begin
  with overdue as materialized (
    select timers.job_id from timers where timers.due_at <= v_now and timers.kind = 'deadline' order by timers.due_at limit p_limit
  ), locked as materialized (
    select job.id from jobs as job where job.id in (select overdue.job_id from overdue) order by job.id
    for no key update skip locked
  )
  select array_agg(locked.id) into v_jobs from locked;
  if v_jobs is null then
    return 0;
  end if;
  delete from timers where timers.due_at <= v_now and timers.kind = 'deadline' and timers.job_id = any (v_jobs);
  perform _cancel_jobs(v_jobs, 'deadline', 'maintain', 'baton', 'the deadline has passed');
  return cardinality(v_jobs);
end
$$;
comment on function baton._cancel_overdue(int) is 'Cancels jobs whose deadline has passed, passing over locked ones; returns how many.';
