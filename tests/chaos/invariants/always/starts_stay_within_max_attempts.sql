-- A generation of a step never starts more often than max_attempts allows, whatever became of the starts.
select step.job_id, step.n, step.attempts, step.attempts_before, definition.max_attempts
from baton.step_rows as step
join baton.jobs as job on job.id = step.job_id
join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
left join baton.running on running.job_id = step.job_id and running.n = step.n
where step.attempts - step.attempts_before + (running.job_id is not null)::int > definition.max_attempts
