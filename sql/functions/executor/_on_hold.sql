-- A copied or restored database has another identity than the accepted one: nothing runs in it until a person
-- says so, because the original's executors and services may be running too.
create function baton._on_hold() returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return (select installation.system_identifier || '/' || installation.database_oid <> _server_identity() from installation);
end
$$;
comment on function baton._on_hold() is 'Whether this database is a copy that has not been accepted.';
