-- A queue entry stands in the lane and under the priority and number of its step, where whoever removes it looks for it.
select ready.job_id, ready.n, ready.lane, definition.lane as step_lane, ready.priority, job.priority as job_priority, ready.id, step.ready_id
from baton.ready
join baton.jobs as job on job.id = ready.job_id
join baton.step_rows as step on step.job_id = ready.job_id and step.n = ready.n
join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = ready.n
where ready.lane <> definition.lane or ready.priority <> job.priority or ready.id is distinct from step.ready_id
