-- Reports do not lock their jobs.
-- in sql/functions/report/_record_attempts.sql, instead of
    order by job.id
    for no key update skip locked
-- write
    order by job.id
