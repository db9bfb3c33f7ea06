-- A job is cancelled while its scripts still run.
-- in sql/functions/control/_cancel_jobs.sql, instead of
    set status = case when each.runs then 'cancelling' else 'cancelled' end,
-- write
    set status = 'cancelled',
