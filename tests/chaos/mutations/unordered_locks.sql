-- Reports wait for their jobs, in the order in which they come.
-- in sql/functions/report/_record_attempts.sql, instead of
    from jobs as job
    where job.id in (select (report ->> 'job_id')::bigint from jsonb_array_elements(p_reports) as report)
    order by job.id
    for no key update skip locked
-- write
    from jsonb_array_elements(p_reports) as report
    join jobs as job on job.id = (report ->> 'job_id')::bigint
    for no key update of job
