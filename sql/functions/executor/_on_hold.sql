-- A copied or restored database has another identity than the accepted one: nothing runs in it until a person
-- says so, because the original's executors and services may be running too. Every claim asks: plpgsql keeps its
-- plan, where a SQL function would be planned again in each transaction (five times the cost).
create function baton._on_hold() returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return (
    select installation.system_identifier <> control.system_identifier or installation.database_oid <> database.oid
    from installation, pg_control_system() as control, pg_database as database
    where database.datname = current_database());
end
$$;
comment on function baton._on_hold() is 'Whether this database is a copy that has not been accepted.';
