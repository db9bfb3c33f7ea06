-- The counters of a step that has not ended agree with the state of the steps that it depends on.
select step.job_id, step.n, step.status, step.open_dependencies, counted.open, step.failed_dependencies, counted.failed
from baton.step_rows as step
join baton.jobs as job on job.id = step.job_id
join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
cross join lateral (
  select count(*) filter (where parent.status not in ('completed', 'failed', 'skipped', 'cancelled')) as open,
    count(*) filter (where parent.status in ('failed', 'cancelled')
      or parent.status = 'skipped' and coalesce(parent.status_reason, '') not in ('manual', 'condition')) as failed
  from baton.step_rows as parent
  where parent.job_id = step.job_id and parent.n = any (definition.parents)
) as counted
where step.status not in ('completed', 'failed', 'skipped', 'cancelled')
  and (step.open_dependencies <> counted.open or step.failed_dependencies <> counted.failed)
