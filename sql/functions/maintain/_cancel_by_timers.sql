create function baton._cancel_by_timers(p_timers baton.timers[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_jobs bigint[];
begin
  v_jobs := array(
    select job.id
    from jobs as job
    where job.id in (select overdue.job_id from unnest(p_timers) as overdue)
    order by job.id
    for no key update skip locked);
  delete from timers
  using unnest(p_timers) as overdue
  where timers.kind = overdue.kind and timers.due_at = overdue.due_at and timers.job_id = overdue.job_id and timers.n = overdue.n
    and timers.job_id = any (v_jobs);
  perform _cancel_jobs(v_jobs, 'deadline', 'maintain', 'baton', 'the deadline has passed');
  return cardinality(v_jobs);
end
$$;
comment on function baton._cancel_by_timers(baton.timers[]) is
  'Cancels the jobs of deadlines that have passed, passing over locked ones; returns how many.';
