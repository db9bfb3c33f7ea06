-- One row per job. _overview() reads the rows of one job by key, so that a list of twenty jobs
-- costs twenty short index scans however many jobs there are.
create view baton.job_overview as
select
  job.id as job_id,
  job.job_type,
  job.organisation_id,
  job.subject,
  job.batch_id,
  job.priority,
  job.status,
  case
    when job.status_reason is not null then job.status_reason
    when job.status = 'pending' and job.run_at > present.now then 'scheduled'
    when job.status in ('pending', 'in_progress') and job.one_active is not null and
      (select turn.active from baton.turns as turn where turn.job_id = job.id) is not true then 'subject_busy'
  end as status_reason,
  job.total_steps,
  found.pending,
  found.ready,
  found.running,
  found.retrying,
  found.action_required,
  found.completed,
  found.failed,
  found.skipped,
  found.cancelled,
  found.done_steps,
  found.progress_percent,
  found.current_phase,
  found.current_step,
  coalesce(job.error_code, found.error_code) as error_code,
  coalesce(job.error_message, found.error_message) as error_message,
  found.error_detail,
  found.error_step,
  found.suggested_action,
  found.next_retry_at,
  found.attempts as total_attempts,
  job.warnings,
  job.created_at,
  job.created_by,
  job.run_at,
  job.deadline,
  job.started_at,
  job.finished_at,
  coalesce(job.finished_at, present.now) - job.started_at - found.ended_for as duration,
  present.now - job.created_at as age,
  found.cancelled_at,
  found.cancelled_by,
  found.cancel_reason
from baton.jobs as job
cross join (select baton._now() as now) as present
cross join lateral baton._overview(job.id) as found;

comment on view baton.job_overview is
  'One row per job: status, steps by status, percent done, where it is, last error, how long. Ask '
  'by job_id, or order by job_id desc with a limit.';
comment on column baton.job_overview.progress_percent is
  'Steps that are done and the running steps'' own progress, of all steps; 100 only when the job '
  'has completed.';
comment on column baton.job_overview.done_steps is
  'Steps that completed, or were skipped by a person or their condition; of total_steps.';
comment on column baton.job_overview.current_step is
  'The first step that runs, else is retrying, needs a person, or is ready.';
comment on column baton.job_overview.error_step is
  'The step whose failure decided, else the one that failed last and is not completed.';
comment on column baton.job_overview.total_attempts is 'Starts of all steps so far.';
comment on column baton.job_overview.warnings is
  'How many steps ended with a warning, or failed without failing the job.';
comment on column baton.job_overview.duration is
  'From the first start to the end, or to now, without the time that it had ended before a retry '
  'or an edit.';
comment on column baton.job_overview.age is 'Since it was inserted.';
comment on column baton.job_overview.cancelled_at is
  'When it was cancelled: when its scripts were told to stop, not when the last of them was gone.';
comment on column baton.job_overview.cancelled_by is
  'The caller of cancel_job() or cancel_batch(), as in job_history; baton where its deadline '
  'passed (status_reason).';
comment on column baton.job_overview.cancel_reason is 'What that person gave as the reason.';
