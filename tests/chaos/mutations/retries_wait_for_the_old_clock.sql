-- When the clock goes back, retries wait for the old time.
-- in sql/functions/maintain/maintain.sql, instead of
  foreach v_part in array array['shift_waits', 'expire_leases', 'promote_due', 'cancel_overdue', 'prune_executors', 'fold_counts'] loop
-- write
  foreach v_part in array array['expire_leases', 'promote_due', 'cancel_overdue', 'prune_executors', 'fold_counts'] loop
