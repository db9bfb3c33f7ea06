-- Executors that missed settings.lease_ticks ticks are lost, and so are the attempts they held. Never waits: an
-- executor whose row is locked is just renewing, a job that is locked is left to the next call. Returns how many
-- attempts were handled.
create function baton._expire_leases(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_jobs bigint[];
  v_lost step_ref[];
  v_done record;
begin
  update executors
  set status = 'lost', idle = false, ended_at = _now()
  where id in (
    select executor.id
    from executors as executor, clock, settings
    where executor.status in ('active', 'draining')
      and executor.renewed_tick + settings.lease_ticks <= clock.tick
    for no key update of executor skip locked);

  with locked as (
    select job.id
    from executors as executor
    join running on running.executor_id = executor.id
    join jobs as job on job.id = running.job_id
    where executor.status in ('lost', 'gone')
    limit p_limit
    for no key update of job skip locked
  )
  select array_agg(distinct locked.id) into v_jobs from locked;
  if v_jobs is null then
    return 0;
  end if;

  -- A statement of its own: what that one saw may have been reported, and claimed by another, before it had the lock.
  select array_agg(row(running.job_id, running.n)::step_ref)
  into v_lost
  from unnest(v_jobs) as job(id)
  join running on running.job_id = job.id
  join executors as executor on executor.id = running.executor_id and executor.status in ('lost', 'gone');
  if v_lost is null then
    return 0;
  end if;
  v_done := _lose_attempts(v_lost, 'recover', 'its executor stopped renewing its lease');
  return v_done.recovered + v_done.failed;
end
$$;
comment on function baton._expire_leases(int) is 'Ends overdue leases and recovers the attempts of lost executors; returns how many.';
