-- An attempt whose claim never arrived is not handed back.
-- in sql/functions/executor/renew_lease.sql, instead of
  if v_unknown is not null then
-- write
  if false then
