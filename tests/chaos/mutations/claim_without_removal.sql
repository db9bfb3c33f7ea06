-- The claim leaves its row in the queue.
-- in sql/functions/claim/_take_ready.sql, instead of
    delete from ready
    using candidates
    where ready.ctid = candidates.place
    returning ready.job_id, ready.n
-- write
    select ready.job_id, ready.n
    from ready
    join candidates on ready.ctid = candidates.place
