-- A copied or restored database has another identity than the accepted one: nothing runs in it until a person
-- says so, because the original's executors and services may be running too. Every claim asks, so the server's
-- own part is remembered for the session (reading it means reading a file): a session never changes its server. Who
-- sets the parameter to something else deceives only his own session.
create function baton._on_hold() returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_identity text := current_setting('baton.server_identity', true);
begin
  if v_identity is null or v_identity = '' then
    v_identity := (
      select control.system_identifier || '/' || database.oid
      from pg_control_system() as control, pg_database as database
      where database.datname = current_database());
    perform set_config('baton.server_identity', v_identity, false);
  end if;
  return (select installation.system_identifier || '/' || installation.database_oid <> v_identity from installation);
end
$$;
comment on function baton._on_hold() is 'Whether this database is a copy that has not been accepted.';
