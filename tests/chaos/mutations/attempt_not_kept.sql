-- A report forgets the row of attempts for failures.
-- in sql/functions/report/_move_attempts.sql, instead of
    from judged
  )
-- write
    from judged
    where judged.status is null
  )
