-- "Release the child if no parent is unfinished", without the job's lock and the counter.
-- in sql/functions/report/_record_attempts.sql, instead of
    order by job.id
    for no key update skip locked
-- write
    order by job.id
-- in sql/functions/advance/_count_down.sql, instead of
    set open_dependencies = step.open_dependencies - touched.ended_parents,
        failed_dependencies = step.failed_dependencies + touched.failed_parents
    from touched
-- write
    set open_dependencies = (select count(*) from jobs as job
          join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
          join step_rows as parent on parent.job_id = job.id and parent.n = any (definition.parents)
          where job.id = step.job_id and parent.status not in ('completed', 'failed', 'skipped', 'cancelled')),
        failed_dependencies = step.failed_dependencies + touched.failed_parents
    from touched
