-- A failure while a breaker is not closed is charged to the step.
-- in sql/functions/breakers/_count_failure.sql, instead of
  return case when v.state <> 'closed' then p_breaker end;
-- write
  return null;
