-- A job has ended exactly when its steps have; it fails exactly by a failed step that may fail it; a draft or waiting job has started nothing.
select job.id, job.status, job.failing, job.finished_at, state.open, state.failed, state.begun
from baton.jobs as job
cross join lateral (
  select count(*) filter (where step.status not in ('completed', 'failed', 'skipped', 'cancelled')) as open,
    count(*) filter (where step.status = 'failed' and definition.on_failure = 'fail_job') as failed,
    count(*) filter (where step.attempts > 0 or step.status = 'action_required') as begun
  from baton.step_rows as step
  join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
  where step.job_id = job.id
) as state
where (job.status in ('completed', 'failed', 'cancelled')) <> (state.open = 0)
   or (job.finished_at is not null) <> (state.open = 0)
   or job.failing <> (state.failed > 0)
   or job.status = 'completed' and job.failing
   or job.status = 'failed' and not job.failing
   or job.status in ('draft', 'pending') and state.begun > 0
