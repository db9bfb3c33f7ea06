create function baton._webhook_breaker(p_rule text) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select left('webhook.' || p_rule, 63)
$$;
comment on function baton._webhook_breaker(text) is 'The circuit breaker of a rule''s webhook.';
