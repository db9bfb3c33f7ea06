-- Lost attempts are not counted, so a step that kills its executor does so for ever.
-- in sql/functions/recover/_lose_attempts.sql, instead of
        lost = step.lost + 1,
-- write
        lost = step.lost,
