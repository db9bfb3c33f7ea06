-- Which database this is, whatever was accepted. Reading it means reading a file, so it is remembered for the session, which
-- never changes its server. Who sets the parameter to something else deceives only his own session.
create function baton._server_identity() returns text
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
  return v_identity;
end
$$;
comment on function baton._server_identity() is 'The database''s identity, "system identifier/oid": a copy has another.';
