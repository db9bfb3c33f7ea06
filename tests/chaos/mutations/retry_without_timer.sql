-- A failure that is to be retried gets no timer.
-- in sql/functions/report/_record_attempts.sql, instead of
    from unnest(v_retrying);
-- write
    from unnest(v_retrying)
    where false;
