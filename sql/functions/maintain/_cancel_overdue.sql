create function baton._cancel_overdue(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_jobs bigint[];
begin
  with locked as (
    select job.id
    from timers
    join jobs as job on job.id = timers.job_id
    where timers.due_at <= v_now and timers.kind = 'deadline'
    order by timers.due_at
    limit p_limit
    for no key update of job skip locked
  )
  select array_agg(distinct locked.id) into v_jobs from locked;
  if v_jobs is null then
    return 0;
  end if;
  delete from timers where timers.due_at <= v_now and timers.kind = 'deadline' and timers.job_id = any (v_jobs);
  perform _cancel_jobs(v_jobs, 'deadline', 'maintain', 'baton', 'the deadline has passed');
  return cardinality(v_jobs);
end
$$;
comment on function baton._cancel_overdue(int) is 'Cancels jobs whose deadline has passed, passing over locked ones; returns how many.';
