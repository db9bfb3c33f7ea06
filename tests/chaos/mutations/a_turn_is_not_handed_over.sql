-- A job that ends does not tell the next one of its subject.
-- in sql/functions/turns/_give_up_turns.sql, instead of
  if v_next <> '{}' then
-- write
  if false then
