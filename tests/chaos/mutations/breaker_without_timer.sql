-- A breaker that opens has no time at which it lets a step try.
-- in sql/functions/breakers/_change_breaker.sql, instead of
  if p_probe_due_at is not null then
-- write
  if false then
