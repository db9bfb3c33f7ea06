-- Every start once: those that ended, and what runs now. The token is the right to report, so it is
-- not shown.
create view baton.attempts as
select
  start.job_id,
  definition.key as step_key,
  start.attempt,
  start.generation,
  start.executor_id,
  executor.name as executor,
  executor.host,
  start.started_at,
  start.finished_at,
  start.outcome,
  start.exit_code,
  start.signal,
  start.error_code,
  start.error_message,
  start.error_detail,
  coalesce(start.finished_at, present.now) - start.started_at as duration,
  start.stdout_bytes,
  start.stderr_bytes,
  start.cpu_ms,
  start.max_rss_kb,
  start.details,
  start.n
from (
  select
    ended.job_id, ended.n, ended.attempt, ended.generation, ended.executor_id, ended.started_at,
    ended.finished_at, ended.outcome, ended.exit_code, ended.signal, ended.error_code,
    ended.error_message, ended.error_detail, ended.stdout_bytes, ended.stderr_bytes, ended.cpu_ms, ended.max_rss_kb,
    ended.details
  from baton.attempt_rows as ended
  union all
  select
    running.job_id, running.n, running.attempt, step.generation, running.executor_id,
    running.started_at, null::timestamptz, 'running' collate "C", null::int, null::int, null::text,
    null::text, null::text, null::bigint, null::bigint, null::int, null::bigint, null::jsonb
  from baton.running as running
  join baton.step_rows as step on step.job_id = running.job_id and step.n = running.n
) as start
join baton.jobs as job on job.id = start.job_id
cross join lateral (
  select found.key
  from baton.definition_steps as found
  where found.definition_id = job.definition_id and found.n = start.n
  offset 0   -- by key: a merge join would read every definition up to this one
) as definition
cross join (select baton._now() as now) as present
left join baton.executors as executor on executor.id = start.executor_id;

comment on view baton.attempts is
  'Every start of every step, those that run included, with how it ended. Ask by job_id.';
comment on column baton.attempts.attempt is
  'Counts the starts of the step from 1, over all generations.';
comment on column baton.attempts.outcome is
  'running, completed, failed, partial, cancelled, interrupted (handed back) or lost (its '
  'executor died).';
comment on column baton.attempts.exit_code is
  'What the script exited with; null when it did not exit by itself.';
comment on column baton.attempts.signal is 'The signal that ended the script.';
comment on column baton.attempts.error_message is 'In a sentence for people, from its error class.';
comment on column baton.attempts.error_detail is
  'What the attempt itself said; null where error_message says all.';
comment on column baton.attempts.duration is 'From start to end, or to now.';
comment on column baton.attempts.stdout_bytes is
  'What the script printed, before the caps; attempt_output holds what was kept.';
comment on column baton.attempts.details is
  'Notes of the executor: SQLSTATE, killed left-overs, what was left out.';
