create function baton._lock_breaker(p_name text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  perform from circuit_breakers where name = p_name for no key update;
  if not found then
    raise exception using errcode = 'BT080',
      message = format('there is no circuit breaker %s', coalesce(quote_ident(left(p_name, 100)), 'null')),
      hint = coalesce('Circuit breakers: ' || (select string_agg(name, ', ' order by name) from circuit_breakers) || '.',
        'A breaker is made when a definition first names it.');
  end if;
end
$$;
comment on function baton._lock_breaker(text) is
  'Locks a circuit breaker; raises BT080 when there is none of that name.';
