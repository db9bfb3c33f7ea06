create function baton.accept_database() returns void
language sql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
  update installation
  set system_identifier = control.system_identifier, database_oid = database.oid
  from pg_control_system() as control, pg_database as database
  where database.datname = current_database()
$$;
comment on function baton.accept_database() is
  'Says that this database, a copy or a restored dump, is meant to run jobs; until then its executors stay on hold.';
