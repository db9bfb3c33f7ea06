-- A claim takes slots, but its attempts do not say so.
-- in sql/functions/limits/_start_gated.sql, instead of
      removed.limit_slot, removed.queue_slot
    from removed
-- write
      null, null
    from removed
