-- A step that runs something is completed exactly when a success of its generation is recorded, unless a person set its status or retry_job left it done.
select step.job_id, step.n, step.status, step.generation, success.attempt
from baton.step_rows as step
join baton.jobs as job on job.id = step.job_id
join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
left join baton.attempt_rows as success on success.job_id = step.job_id and success.n = step.n
  and success.generation = step.generation and success.outcome = 'completed'
where definition.kind <> 'manual'
  and (step.status = 'completed') <> (success.attempt is not null)
  and coalesce(step.status_reason, '') not in ('manual', 'kept')
