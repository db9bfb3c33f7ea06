create function baton._cancel_overdue(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_overdue timers[];
  v_jobs bigint[];
begin
  with locked as (
    select timers as timer
    from timers
    join jobs as job on job.id = timers.job_id
    where timers.kind = 'deadline' and timers.due_at <= v_now
    order by timers.due_at
    limit p_limit
    for no key update of job skip locked
  )
  select array_agg(locked.timer), array_agg(distinct (locked.timer).job_id) into v_overdue, v_jobs from locked;
  if v_jobs is null then
    return 0;
  end if;
  delete from timers
  using unnest(v_overdue) as overdue
  where timers.kind = overdue.kind and timers.due_at = overdue.due_at and timers.job_id = overdue.job_id and timers.n = overdue.n;
  perform _cancel_jobs(v_jobs, 'deadline', 'maintain', 'baton', 'the deadline has passed');
  return cardinality(v_jobs);
end
$$;
comment on function baton._cancel_overdue(int) is 'Cancels jobs whose deadline has passed, passing over locked ones; returns how many.';
