-- The work of orphaned_steps, where jit does not compile it. Starts from the running rows (few),
-- never from the jobs or
-- definitions (many): those stay look-ups by key, whatever the statistics say (OFFSET 0).
create function baton._orphans()
returns table (job_id bigint, step_key text, job_type text, organisation_id text, subject text,
  attempt int,
  orphaned_because text, started_at timestamptz, last_sign_of_life timestamptz,
    hours_stale numeric, executor_id bigint,
  executor text, host text, pid int, executor_seen_at timestamptz, n int)
language sql stable security definer
rows 10
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select
    running.job_id,
    definition.key,
    job.job_type,
    job.organisation_id,
    job.subject,
    running.attempt,
    case
      when executor.status in ('gone', 'lost') then 'executor_' || executor.status
      when clock.tick - executor.renewed_tick >= executor.lease_ticks then 'lease_lost'
      else 'stuck'
    end,
    running.started_at,
    life.last_sign_of_life,
    round(extract(epoch from present.now - life.last_sign_of_life) / 3600, 2),
    running.executor_id,
    executor.name,
    executor.host,
    executor.pid,
    executor.seen_at,
    running.n
  from running
  cross join (select _now() as now) as present
  cross join clock
  cross join settings
  cross join lateral (
    select coalesce(running.life_at, running.started_at) as last_sign_of_life
  ) as life
  cross join lateral (
    select jobs.job_type, jobs.organisation_id, jobs.subject, jobs.definition_id
    from jobs
    where jobs.id = running.job_id
    offset 0
  ) as job
  cross join lateral (
    select step.key, step.timeout
    from definition_steps as step
    where step.definition_id = job.definition_id and step.n = running.n
    offset 0
  ) as definition
  join executors as executor on executor.id = running.executor_id
  where executor.status in ('gone', 'lost')
    or clock.tick - executor.renewed_tick >= executor.lease_ticks
    or life.last_sign_of_life < present.now - settings.stuck_after
      and running.started_at < present.now - definition.timeout
$$;
comment on function baton._orphans() is 'For baton.orphaned_steps.';
