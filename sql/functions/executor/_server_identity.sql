-- Which database this is, whatever was accepted. Asked anew each time (6 us): anybody can write a setting that remembers it.
create function baton._server_identity() returns text
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select control.system_identifier || '/' || database.oid
  from pg_control_system() as control, pg_database as database
  where database.datname = current_database()
$$;
comment on function baton._server_identity() is 'The database''s identity, "system identifier/oid": a copy has another.';
