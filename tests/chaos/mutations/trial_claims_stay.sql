-- The trial of a claim is not taken back.
-- in sql/functions/aside/_try_claims.sql, instead of
  raise exception using errcode = 'TRIED';
-- write
  return cardinality(p_steps);
