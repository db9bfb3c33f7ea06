-- A wall clock that goes back stops the ticks until it has caught up.
-- in sql/functions/maintain/maintain.sql, instead of
  v_is_due := v_clock.now >= v_clock.due_at or v_clock.now < v_clock.ticked_at;
-- write
  v_is_due := v_clock.now >= v_clock.due_at;
