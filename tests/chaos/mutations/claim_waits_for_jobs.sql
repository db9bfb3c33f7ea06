-- The claim waits for jobs that somebody holds.
-- in sql/functions/claim/_note_started.sql, instead of
    for no key update skip locked
-- write
    for no key update
