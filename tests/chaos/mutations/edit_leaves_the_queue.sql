-- A ready step that is edited stays in the queue.
-- in sql/functions/edit/_apply_plan.sql, instead of
  where plan.changed and plan.from_status = 'ready'
-- write
  where false
