-- When the clock goes back, retries wait for the old time.
-- in sql/functions/maintain/maintain.sql, instead of
    'shift_waits', 'expire_leases', 'promote_due', 'cancel_overdue', 'end_due_batches',
-- write
    'expire_leases', 'promote_due', 'cancel_overdue', 'end_due_batches',
