-- Starts from the running rows (few), never from the jobs or definitions (many): those stay look-ups by key, whatever the
-- statistics say (OFFSET 0).
create view baton.orphaned_steps as
select
  running.job_id,
  definition.key as step_key,
  job.job_type,
  job.organisation_id,
  job.subject,
  running.attempt,
  case
    when executor.status in ('gone', 'lost') then 'executor_' || executor.status
    when clock.tick - executor.renewed_tick >= executor.lease_ticks then 'lease_lost'
    else 'stuck'
  end as orphaned_because,
  running.started_at,
  life.last_sign_of_life,
  round(extract(epoch from present.now - life.last_sign_of_life) / 3600, 2) as hours_stale,
  running.executor_id,
  executor.name as executor,
  executor.host,
  executor.pid,
  executor.seen_at as executor_seen_at,
  running.n
from baton.running as running
cross join (select baton._now() as now) as present
cross join baton.clock
cross join baton.settings
cross join lateral (
  select coalesce(running.life_at, running.started_at) as last_sign_of_life
) as life
cross join lateral (
  select jobs.job_type, jobs.organisation_id, jobs.subject, jobs.definition_id
  from baton.jobs
  where jobs.id = running.job_id
  offset 0
) as job
cross join lateral (
  select step.key, step.timeout
  from baton.definition_steps as step
  where step.definition_id = job.definition_id and step.n = running.n
  offset 0
) as definition
join baton.executors as executor on executor.id = running.executor_id
where executor.status in ('gone', 'lost')
  or clock.tick - executor.renewed_tick >= executor.lease_ticks
  or life.last_sign_of_life < present.now - settings.stuck_after
    and running.started_at < present.now - definition.timeout;

comment on view baton.orphaned_steps is 'Running attempts whose executor is gone or has missed its lease, or that outlived its own timeout and gave no sign of life for settings.stuck_after.';
comment on column baton.orphaned_steps.orphaned_because is 'executor_gone, executor_lost, lease_lost or stuck (a live executor holds it, but nothing was heard of the script).';
comment on column baton.orphaned_steps.last_sign_of_life is 'Last output, progress or checkpoint, else the start.';
comment on column baton.orphaned_steps.hours_stale is 'Hours since the last sign of life.';
