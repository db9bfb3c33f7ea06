-- max_attempts does not cap lost attempts.
-- in sql/functions/recover/_lose_attempts.sql, instead of
          or step.attempts + 1 - step.attempts_before >= definition.max_attempts then 'failed'
-- write
          then 'failed'
