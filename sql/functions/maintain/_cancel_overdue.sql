create function baton._cancel_overdue(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_overdue timers[];
begin
  with locked as (
    select timers as timer
    from timers
    join jobs as job on job.id = timers.job_id
    where timers.kind = 'deadline' and timers.due_at <= v_now
      and not exists (select from set_aside as aside where aside.work = 'deadline' and aside.job_id = timers.job_id)
    order by timers.due_at
    limit p_limit
    for no key update of job skip locked
  )
  select array_agg(locked.timer) into v_overdue from locked;
  return _apart('deadline', v_overdue, '_cancel_by_timers');
end
$$;
comment on function baton._cancel_overdue(int) is
  'Cancels jobs whose deadline has passed, passing over locked ones; returns how many.';
