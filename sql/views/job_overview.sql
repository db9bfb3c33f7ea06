-- One row per job. The lateral joins read the rows of one job by key, so that a list of twenty jobs
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
  counted.pending,
  counted.ready,
  counted.running,
  counted.retrying,
  counted.action_required,
  counted.completed,
  counted.failed,
  counted.skipped,
  counted.cancelled,
  counted.done as done_steps,
  baton._progress_percent(job.status = 'completed', counted.done, counted.running_progress,
    counted.total) as progress_percent,
  here.phase as current_phase,
  here.key as current_step,
  coalesce(job.error_code, troubled.error_code) as error_code,
  coalesce(job.error_message, troubled.error_message) as error_message,
  troubled.error_detail,
  troubled.key as error_step,
  troubled.suggested_action,
  counted.next_retry_at,
  counted.attempts as total_attempts,
  job.warnings,
  job.created_at,
  job.created_by,
  job.run_at,
  job.deadline,
  job.started_at,
  job.finished_at,
  coalesce(job.finished_at, present.now) - job.started_at - coalesce((
    select sum(change.at - change.before)
    from (
      select event.at, event.from_status, lag(event.at) over (order by event.id) as before
      from baton.job_events as event
      where event.job_id = job.id
        and (event.n is null and event.to_status in ('completed', 'failed', 'cancelled')
             or event.to_status = 'in_progress' and event.from_status in ('completed', 'failed', 'cancelled'))
    ) as change
    where change.from_status in ('completed', 'failed', 'cancelled')), '0') as duration,
  present.now - job.created_at as age,
  cancelled.at as cancelled_at,
  cancelled.actor as cancelled_by,
  cancelled.reason as cancel_reason
from baton.jobs as job
cross join (select baton._now() as now) as present
cross join lateral (
  select
    count(*) as total,
    count(*) filter (where baton._is_done(step.status, step.status_reason)) as done,
    sum(running.progress) as running_progress,
    count(*) filter (where step.status = 'pending') as pending,
    count(*) filter (where step.status = 'ready' and running.job_id is null) as ready,
    count(running.job_id) as running,
    count(*) filter (where step.status = 'retrying') as retrying,
    count(*) filter (where step.status = 'action_required') as action_required,
    count(*) filter (where step.status = 'completed') as completed,
    count(*) filter (where step.status = 'failed') as failed,
    count(*) filter (where step.status = 'skipped') as skipped,
    count(*) filter (where step.status = 'cancelled') as cancelled,
    min(step.due_at) filter (where step.status = 'retrying') as next_retry_at,
    coalesce(sum(step.attempts), 0) + count(running.job_id) as attempts
  from baton.step_rows as step
  left join baton.running as running on running.job_id = step.job_id and running.n = step.n
  where step.job_id = job.id
) as counted
left join lateral (
  select definition.phase, definition.key
  from baton.step_rows as step
  left join baton.running as running on running.job_id = step.job_id and running.n = step.n
  join baton.definition_steps as definition
    on definition.definition_id = job.definition_id and definition.n = step.n
  where step.job_id = job.id
    and job.finished_at is null
    and step.status in ('ready', 'retrying', 'action_required')
  order by
    case
      when running.job_id is not null then 1
      when step.status = 'retrying' then 2
      when step.status = 'action_required' then 3
      else 4
    end,
    step.n
  limit 1
) as here on true
left join lateral (
  select definition.key, step.error_code, step.error_message, step.error_detail, step.suggested_action
  from baton.step_rows as step
  join baton.definition_steps as definition
    on definition.definition_id = job.definition_id and definition.n = step.n
  where step.job_id = job.id
    and step.error_code is not null
    and step.status <> 'completed'
  order by step.n is distinct from job.error_step, step.finished_at desc nulls last, step.n
  limit 1
) as troubled on true
left join lateral (   -- the last time; the end of a stop is no second one
  select event.at, event.actor, event.reason
  from baton.job_events as event
  where job.status in ('cancelling', 'cancelled')
    and event.job_id = job.id
    and event.n is null
    and event.to_status in ('cancelling', 'cancelled')
    and event.from_status <> 'cancelling'
  order by event.id desc
  limit 1
) as cancelled on true;

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
