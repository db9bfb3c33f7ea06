-- What was set aside is never tried again.
-- in sql/functions/aside/_retry_set_aside.sql, instead of
    where (next_try_at <= v_now or tried_at > v_now)   -- the wall clock went back
-- write
    where false
