-- A lost attempt's step is ready again, but nobody puts it into the queue.
-- in sql/functions/recover/_lose_attempts.sql, instead of
    perform _requeue_steps(v_again, 'ready');
-- write
