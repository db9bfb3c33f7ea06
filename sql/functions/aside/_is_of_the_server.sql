-- Errors that are no row's fault and pass by themselves. Not 53200: a row that needs more memory
-- than there is.
create function baton._is_of_the_server(p_sqlstate text) returns boolean
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select p_sqlstate ~ '^(08|40|53|55P03|57P|25P0|25006)' and p_sqlstate <> '53200'
$$;
comment on function baton._is_of_the_server(text) is
  'Whether an error is one of the connection, the server or the moment, and not of what was '
  'worked on.';
