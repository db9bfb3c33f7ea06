-- In a job that was never cancelled every step has counted down all its dependencies.
select step.job_id, step.n, step.status, step.open_dependencies, step.failed_dependencies, counted.failed
from baton.step_rows as step
join baton.jobs as job on job.id = step.job_id
join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
cross join lateral (
  select count(*) as failed
  from baton.step_rows as parent
  where parent.job_id = step.job_id and parent.n = any (definition.parents)
    and parent.status <> 'completed'
    and not (parent.status = 'skipped' and coalesce(parent.status_reason, '') in ('manual', 'condition'))
) as counted
where job.status in ('completed', 'failed')
  and not exists (
    select from baton.job_events as event
    where event.job_id = job.id and event.to_status = 'cancelled')
  and (step.open_dependencies <> 0 or step.failed_dependencies <> counted.failed)
