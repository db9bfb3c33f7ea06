-- A step that may start, or has started in this generation, has only dependencies that ended, and satisfied ones where it asks for them, unless a person ended it.
select step.job_id, step.n, step.status, parent.n as parent, parent.status as parent_status, parent.status_reason as parent_reason
from baton.step_rows as step
join baton.jobs as job on job.id = step.job_id
join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
join baton.step_rows as parent on parent.job_id = step.job_id and parent.n = any (definition.parents)
where (step.status in ('ready', 'retrying', 'action_required') or step.attempts > step.attempts_before)
  and (parent.status not in ('completed', 'failed', 'skipped', 'cancelled')
       or definition.run_if = 'all_completed' and parent.status <> 'completed'
          and not (parent.status = 'skipped' and parent.status_reason in ('manual', 'condition')))
  and not (step.status in ('completed', 'failed', 'skipped') and coalesce(step.status_reason, '') = 'manual')
