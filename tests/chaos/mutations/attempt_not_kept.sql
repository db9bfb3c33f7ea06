-- A report forgets the row of attempts for failures.
-- in sql/functions/report/_move_attempts.sql, instead of
    from judged
  ), written as (
-- write
    from judged
    where judged.status is null
  ), written as (
