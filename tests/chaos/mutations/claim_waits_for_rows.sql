-- The claim waits for rows that somebody holds.
-- in sql/functions/claim/_take_ready.sql, instead of
      for update skip locked
-- write
      for update
