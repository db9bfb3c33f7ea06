-- Step rows with what runs now laid over them, and the reason why a step waits filled in where it
-- is derived rather than stored (a paused queue, open dependencies). Every join follows job_id, so
-- that "where job_id = 42" reads that job's rows only. The time comes from a subquery: _now() is
-- volatile, and in the select list it would keep the planner from merging the view into the query
-- that asks (here and in the other views).
create view baton.steps as
select
  step.job_id,
  definition.key,
  step.n,
  definition.label,
  definition.phase,
  definition.kind,
  case when running.job_id is not null then 'running' else step.status end as status,
  case
    when running.job_id is not null then running.stop_reason
    when step.status = 'ready' and queue.paused_at is not null then 'queue_paused'
    when step.status = 'ready' and breaker.state <> 'closed' then 'breaker:' || breaker.name
    when step.status = 'ready' and lane.gated then coalesce(baton._awaited_slot(lane.limit_name, lane.queue), step.status_reason)
    when step.status = 'pending' then
      case
        when job.status = 'draft' then 'draft'
        when step.open_dependencies > 0 then 'dependencies'
        when job.run_at > present.now then 'scheduled'
        when job.one_active is not null and
          (select turn.active from baton.turns as turn where turn.job_id = job.id) is not true then 'subject_busy'
        else step.status_reason
      end
    when step.status = 'retrying' then coalesce(step.status_reason, 'backoff')
    when step.status = 'action_required' then coalesce(step.status_reason, 'manual')
    else step.status_reason
  end as status_reason,
  step.generation,
  step.attempts + (running.job_id is not null)::int as attempts,
  coalesce(running.started_at, step.started_at) as started_at,
  case when running.job_id is null then step.finished_at end as finished_at,
  case when step.status = 'retrying' then step.due_at end as next_retry_at,
  case
    when running.job_id is not null then running.progress
    when step.status = 'completed' then 100
    else step.progress
  end as progress,
  case when running.job_id is not null then running.progress_message else step.progress_message end as progress_message,
  (coalesce(running.items, step.items) ->> 'done')::bigint as items_done,
  (coalesce(running.items, step.items) ->> 'total')::bigint as items_total,
  (coalesce(running.items, step.items) ->> 'failed')::bigint as items_failed,
  step.outputs,
  coalesce(running.checkpoint, step.checkpoint) as checkpoint,
  step.error_code,
  step.error_type,
  step.error_message,
  step.error_detail,
  step.suggested_action,
  step.warning,
  step.lost as lost_attempts,
  step.failures,
  definition.max_attempts,
  definition.instructions,
  definition.run_if,
  definition.on_failure,
  baton._depends_on(step.job_id, step.n) as depends_on,
  lane.queue,
  lane.circuit_breaker,
  lane.limit_name,
  running.executor_id,
  running.life_at as last_sign_of_life
from baton.step_rows as step
join baton.jobs as job on job.id = step.job_id
cross join lateral (
  select found.definition_id, found.key, found.label, found.phase, found.kind, found.lane, found.max_attempts, found.instructions,
    found.run_if, found.on_failure
  from baton.definition_steps as found
  where found.definition_id = job.definition_id and found.n = step.n
  offset 0   -- by key: a merge join would read every definition up to this one
) as definition
join baton.lanes as lane on lane.id = definition.lane
join baton.queues as queue on queue.name = lane.queue
left join baton.circuit_breakers as breaker on breaker.name = lane.circuit_breaker
cross join (select baton._now() as now) as present
left join baton.running as running on running.job_id = step.job_id and running.n = step.n;

comment on view baton.steps is
  'Every step of every job as it is now: status, why, attempts, progress, outputs, last error. '
  'Ask by job_id.';
comment on column baton.steps.key is 'The step''s name within its job.';
comment on column baton.steps.n is 'The step''s number in its definition, counting from 1.';
comment on column baton.steps.status is
  'pending, ready, running, retrying, action_required, completed, failed, skipped or cancelled.';
comment on column baton.steps.status_reason is
  'Why, apart from the status: dependencies, draft, scheduled, subject_busy, queue_paused, '
  'backoff, manual, job_failed, dependency_failed, condition, breaker:<name>, limit:<name>, '
  'queue_full ...';
comment on column baton.steps.generation is 'How often the step was reset, counting from 1.';
comment on column baton.steps.attempts is
  'Starts so far over all generations, with the one that runs.';
comment on column baton.steps.started_at is
  'Start of the running attempt, else of the last one that ended.';
comment on column baton.steps.next_retry_at is 'When a retrying step starts again.';
comment on column baton.steps.progress is
  'Percent, as the script reports it; 100 once completed; null when it never said.';
comment on column baton.steps.items_done is 'How many items the script has done, as it says.';
comment on column baton.steps.items_total is 'Of how many.';
comment on column baton.steps.items_failed is 'How many of them it could not do.';
comment on column baton.steps.outputs is 'What the step handed on, a JSON object.';
comment on column baton.steps.checkpoint is
  'What the script saved to resume from at its next attempt.';
comment on column baton.steps.error_code is 'Class of the last failure; see error_classes.';
comment on column baton.steps.error_message is
  'The last failure in a sentence for people, from its error class.';
comment on column baton.steps.error_detail is
  'What the attempt itself said; null where error_message says all.';
comment on column baton.steps.warning is
  'A completed step that did not go quite as it should: what happened.';
comment on column baton.steps.lost_attempts is
  'Attempts of this generation lost to dying executors; settings.lost_attempts is the budget.';
comment on column baton.steps.failures is 'Failures of this generation by error class.';
comment on column baton.steps.last_sign_of_life is
  'Last output, progress or checkpoint of the running attempt.';
