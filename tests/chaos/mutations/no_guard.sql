-- A report is recorded whether its attempt still runs or not.
-- in sql/functions/report/_move_attempts.sql, instead of
  ), released as (
    delete from running
    using reported
    where running.job_id = reported.job_id and running.n = reported.n and running.token = reported.token
    returning running.*, reported.report
-- write
  ), gone as (
    delete from running
    using reported
    where running.job_id = reported.job_id and running.n = reported.n
    returning running.*
  ), released as (
    select reported.job_id, reported.n, reported.token, coalesce(gone.executor_id, 1) as executor_id,
      coalesce(gone.attempt, step.attempts + 1) as attempt, coalesce(gone.started_at, _now()) as started_at,
      gone.stop_reason, gone.progress, gone.progress_message, gone.checkpoint, reported.report
    from reported
    join step_rows as step on step.job_id = reported.job_id and step.n = reported.n
    left join gone on gone.job_id = reported.job_id and gone.n = reported.n
