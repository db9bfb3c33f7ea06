-- A wall clock that goes back stops the ticks until it has caught up.
-- in sql/functions/maintain/maintain.sql, instead of
  if v_clock.now >= v_clock.due_at or v_clock.now < v_clock.ticked_at then
-- write
  if v_clock.now >= v_clock.due_at then
