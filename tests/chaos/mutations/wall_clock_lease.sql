-- Leases end by the wall clock instead of by ticks.
-- in sql/functions/recover/_expire_leases.sql, instead of
      and executor.renewed_tick + executor.lease_ticks <= clock.tick
-- write
      and executor.seen_at + executor.lease_ticks * executor.tick_interval <= _now()
