-- A report ends whatever attempt of its step runs, whoever holds it: the state is the only guard.
-- in sql/functions/report/_move_attempts.sql, instead of
    where running.job_id = reported.job_id and running.n = reported.n and running.token = reported.token
-- write
    where running.job_id = reported.job_id and running.n = reported.n
