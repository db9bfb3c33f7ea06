-- The claim waits for rows that somebody holds.
-- in sql/functions/claim/_start_ready.sql, instead of
        for update skip locked
      ) as first
-- write
        for update
      ) as first
-- in sql/functions/claim/_start_ready.sql, instead of
        for update skip locked
      ) as behind
-- write
        for update
      ) as behind
