create function baton._promote_timers(p_timers baton.timers[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_jobs bigint[];
  v_retries step_ref[];
  v_starting bigint[];
begin
  v_jobs := array(
    select job.id
    from jobs as job
    where job.id in (select due.job_id from unnest(p_timers) as due)
    order by job.id
    for no key update skip locked);

  -- By key, so that what else is due is not looked at for each of them. What has gone meanwhile is
  -- not found.
  with taken as (
    delete from timers
    using unnest(p_timers) as due
    where timers.job_id = any (v_jobs) and timers.kind = due.kind and timers.due_at = due.due_at and timers.job_id = due.job_id and timers.n = due.n
    returning timers.job_id, timers.n, timers.kind
  )
  select array_agg(row(taken.job_id, taken.n)::step_ref) filter (where taken.kind = 'retry'),
    array_agg(taken.job_id) filter (where taken.kind in ('run_at', 'turn'))
  into v_retries, v_starting
  from taken;

  if v_retries is not null then
    perform _requeue_steps(v_retries, 'retrying');
  end if;
  if v_starting is not null then
    v_starting := _take_turns(v_starting);
    perform _open_waiting(v_starting);
  end if;
  return coalesce(cardinality(v_retries), 0) + coalesce(cardinality(v_starting), 0);
end
$$;
comment on function baton._promote_timers(baton.timers[]) is
  'Makes the steps and jobs of due timers ready, passing over locked jobs; returns how many.';
