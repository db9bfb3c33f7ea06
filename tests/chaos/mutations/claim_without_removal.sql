-- The claim leaves its row in the queue.
-- in sql/functions/claim/_start_ready.sql, instead of
    delete from ready
    using candidates
    where ready.ctid = candidates.place
    returning ready.lane, ready.priority, ready.id, ready.job_id, ready.n
-- write
    select ready.lane, ready.priority, ready.id, ready.job_id, ready.n
    from ready
    join candidates on ready.ctid = candidates.place
