-- A step is skipped for a dependency or a job that failed; one that cleans up never for its job.
select step.job_id, step.n, step.status_reason, job.status as job_status
from baton.step_rows as step
join baton.jobs as job on job.id = step.job_id
join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
where step.status = 'skipped'
  and (step.status_reason is null
       or step.status_reason = 'job_failed'
         and (not job.failing or definition.run_if = 'all_finished')
       or step.status_reason = 'dependency_failed' and not exists (
         select from baton.step_rows as parent
         where parent.job_id = step.job_id and parent.n = any (definition.parents)
           and (parent.status in ('failed', 'cancelled')
                or parent.status = 'skipped' and coalesce(parent.status_reason, '') not in ('manual', 'condition'))))
