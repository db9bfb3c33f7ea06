-- A failure of a step that names a breaker, under the breaker's lock: null if the step's budget is
-- to be charged, else the breaker's name. Volatile, called once for each report: within one batch
-- the failure that opens the breaker is charged, the next one is not.
create function baton._count_failure(p_breaker text, p_error_code text, p_token uuid) returns text
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v circuit_breakers := (select breaker from circuit_breakers as breaker where name = p_breaker);
begin
  if p_error_code <> all (v.error_codes) then
    return null;
  end if;
  update circuit_breakers set failures = failures + 1 where name = p_breaker;
  if v.state = 'half_open' and v.probe_token = p_token then
    perform _change_breaker(p_breaker, 'open', 'baton', 'the step that tried failed: ' || p_error_code, _now() + v.open_for);
  elsif v.state = 'closed' and v.failures + 1 >= v.threshold then
    perform _change_breaker(p_breaker, 'open', 'baton',
      format('%s failures in a row, the last %s', v.failures + 1, p_error_code), _now() + v.open_for);
  end if;
  return case when v.state <> 'closed' then p_breaker end;
end
$$;
comment on function baton._count_failure(text, text, uuid) is
  'Counts a failure for a breaker, opens it at its threshold, and says (by its name) if the '
  'failure is not to be charged.';
