-- A step that is handed back comes into the queue twice.
-- in sql/functions/report/_record_attempts.sql, instead of
    opened := _requeue_steps(v_requeued, 'ready');
-- write
    opened := _requeue_steps(v_requeued || v_requeued, 'ready');
