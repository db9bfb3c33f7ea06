create function baton._database_is_on_hold()
returns boolean
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select installation.system_identifier <> control.system_identifier
    or installation.database_oid <> database.oid
  from installation, pg_control_system() as control, pg_database as database
  where database.datname = current_database()
$$;
comment on function baton._database_is_on_hold() is 'Whether this database is a copy or was restored, and nobody has accepted it yet.';
