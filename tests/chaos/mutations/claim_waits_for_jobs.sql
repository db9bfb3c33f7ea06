-- The claim waits for jobs that somebody holds.
-- in sql/functions/advance/_begin_jobs.sql, instead of
    for no key update skip locked
-- write
    for no key update
