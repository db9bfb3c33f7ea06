-- A renewal does not renew the lease.
-- in sql/functions/executor/renew_lease.sql, instead of
  set renewed_tick = (select tick from clock), seen_at = _now(), status = p_status,
-- write
  set seen_at = _now(), status = p_status,
