-- A report forgets the row of attempts for failures.
-- in sql/functions/report/_move_attempts.sql, instead of
    from judged
  ), counted as (
-- write
    from judged
    where judged.status is null
  ), counted as (
