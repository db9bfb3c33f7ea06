create function baton._lose_of_jobs(p_jobs baton.step_ref[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_locked bigint[];
  v_lost step_ref[];
  v_was_started_again boolean;
  v_done record;
begin
  v_locked := array(
    select job.id
    from jobs as job
    where job.id in (select given.job_id from unnest(p_jobs) as given)
    order by job.id
    for no key update skip locked);
  -- A statement of its own: what was seen before the lock may have been reported, and claimed by
  -- another.
  select array_agg(row(running.job_id, running.n)::step_ref),
    bool_and(exists (
      select from executors as successor
      where successor.status in ('active', 'draining') and successor.name = executor.name
        and successor.host = executor.host and successor.id > executor.id))
  into v_lost, v_was_started_again
  from running
  join executors as executor on executor.id = running.executor_id and executor.status in ('lost', 'gone')
  where running.job_id = any (v_locked);
  if v_lost is null then
    return 0;
  end if;
  v_done := _lose_attempts(v_lost, 'recover',
    case when v_was_started_again then 'its executor died and was started again' else 'its executor stopped renewing its lease' end);
  return v_done.recovered + v_done.failed;
end
$$;
comment on function baton._lose_of_jobs(baton.step_ref[]) is
  'Recovers those attempts of the jobs whose executors are lost, passing over locked jobs; '
  'returns how many.';
