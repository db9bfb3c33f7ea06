-- The recovery waits for a job that an operator holds.
-- in sql/functions/recover/_expire_leases.sql, instead of
    for no key update of job skip locked
-- write
    for no key update of job
