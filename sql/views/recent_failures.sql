-- What became of each attempt is looked up in its step: a later attempt, or the step's own state.
create view baton.recent_failures as
select
  attempt.finished_at as at,
  attempt.job_id,
  job.job_type,
  definition.key as step_key,
  attempt.attempt,
  attempt.outcome,
  attempt.error_code as code,
  class.error_type,
  attempt.error_class as class_id,
  class.job_type as class_job_type,
  class.position as class_position,
  case
    when attempt.error_class is null then 'none: ' || case attempt.error_code
      when 'EXECUTOR_LOST' then 'its executor died' when 'INTERRUPTED' then 'its executor stopped' else 'no row matched' end
    when class.id is null then 'removed since'
    else baton._class_rule(class)
  end as rule,
  attempt.ended,
  attempt.exit_code,
  attempt.signal,
  attempt.reported_code,
  attempt.error_message,
  attempt.error_detail,
  case
    when attempt.outcome = 'completed' then 'completed with a warning'
    when attempt.attempt < step.attempts + (running.job_id is not null)::int then 'attempt ' || attempt.attempt + 1
    when attempt.generation < step.generation then 'to be run again'
    else step.status
  end as followed_by,
  case when attempt.attempt = step.attempts and step.status = 'retrying' then step.due_at end as next_retry_at
from baton.attempt_rows as attempt
-- OFFSET 0: by key, so that the newest twenty cost twenty look-ups whatever the statistics say
cross join lateral (
  select jobs.job_type, jobs.definition_id from baton.jobs where jobs.id = attempt.job_id offset 0
) as job
cross join lateral (
  select step_rows.attempts, step_rows.generation, step_rows.status, step_rows.due_at
  from baton.step_rows
  where step_rows.job_id = attempt.job_id and step_rows.n = attempt.n
  offset 0
) as step
cross join lateral (
  select definition_steps.key
  from baton.definition_steps
  where definition_steps.definition_id = job.definition_id and definition_steps.n = attempt.n
  offset 0
) as definition
left join lateral (
  select running.job_id from baton.running where running.job_id = attempt.job_id and running.n = attempt.n offset 0
) as running on true
left join baton.error_classes as class on class.id = attempt.error_class
where attempt.error_code is not null;

comment on view baton.recent_failures is
  'Every attempt that ended without success, the class it fell into and the row of error_classes '
  'that said so, and what followed. Order by at desc, with a limit.';
comment on column baton.recent_failures.at is 'When the attempt ended.';
comment on column baton.recent_failures.outcome is
  'failed, partial, lost (its executor died), interrupted, or completed (with a warning).';
comment on column baton.recent_failures.code is 'The error class.';
comment on column baton.recent_failures.class_id is 'error_classes.id of the row that matched.';
comment on column baton.recent_failures.class_job_type is
  'The job type that the row is for; null: for all.';
comment on column baton.recent_failures.rule is 'What that row matches, as it is now.';
comment on column baton.recent_failures.ended is
  'What the executor saw: exited, signaled, timeout, idle_timeout, not_started, sql_failed or '
  'supervisor_lost.';
comment on column baton.recent_failures.reported_code is
  'What the script, a rule or a SQLSTATE called it.';
comment on column baton.recent_failures.error_message is 'The sentence for people.';
comment on column baton.recent_failures.error_detail is 'What the attempt itself said.';
comment on column baton.recent_failures.followed_by is
  'The next attempt, or what became of the step: retrying, failed, completed with a warning ...';
comment on column baton.recent_failures.next_retry_at is 'When the next attempt is due.';
