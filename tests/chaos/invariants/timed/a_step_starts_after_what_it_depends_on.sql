-- An attempt starts after the end of every step that its step depends on, unless a person ended it.
select attempt.job_id, attempt.n, attempt.attempt, attempt.started_at, parent.n as parent, parent.finished_at
from baton.attempt_rows as attempt
join baton.jobs as job on job.id = attempt.job_id
join baton.step_rows as step on step.job_id = attempt.job_id and step.n = attempt.n and step.generation = attempt.generation
join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = attempt.n
join baton.step_rows as parent on parent.job_id = attempt.job_id and parent.n = any (definition.parents)
where attempt.started_at < parent.finished_at
  and not (step.status in ('completed', 'failed', 'skipped') and coalesce(step.status_reason, '') = 'manual')
