-- A failure that is to be retried gets no timer.
-- in sql/functions/report/_move_attempts.sql, instead of
    where judged.status = 'retrying'
-- write
    where false
