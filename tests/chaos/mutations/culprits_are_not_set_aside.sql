-- A claim that failed is repeated without looking for the culprit.
-- in sql/functions/aside/_sift_claims.sql, instead of
  v_began timestamptz := clock_timestamp();
  v_heads step_ref[];
begin
-- write
  v_began timestamptz := clock_timestamp();
  v_heads step_ref[];
begin
  return true;
