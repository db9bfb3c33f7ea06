-- A lost attempt takes its checkpoint with it.
-- in sql/functions/recover/_lose_attempts.sql, instead of
        checkpoint = coalesce(decided.checkpoint, step.checkpoint),
-- write
        checkpoint = step.checkpoint,
