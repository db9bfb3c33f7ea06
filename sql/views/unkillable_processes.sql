create view baton.unkillable_processes as
select
  executor.id as executor_id,
  executor.name as executor,
  executor.host,
  process.pid,
  process."user" as user_name,
  process.command,
  process.job_id,
  step.key as step_key,
  process.attempt,
  executor.seen_at
from baton.executors as executor
cross join lateral jsonb_to_recordset(executor.unkillable)
  as process (pid int, "user" text, command text, job_id bigint, n int, attempt int)
left join lateral (   -- OFFSET 0: a few look-ups, however wrong the statistics are
  select definition.key
  from baton.jobs as job
  join baton.definition_steps as definition on definition.definition_id = job.definition_id
  where job.id = process.job_id and definition.n = process.n
  offset 0
) as step on true
where executor.unkillable is not null and executor.status in ('active', 'draining');

comment on view baton.unkillable_processes is
  'Processes of scripts that outlive their attempts, because no signal of the executor ends them.';
comment on column baton.unkillable_processes.pid is
  'On that host, in the executor''s PID namespace.';
comment on column baton.unkillable_processes.seen_at is 'When the executor last said so.';
