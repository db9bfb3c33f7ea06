-- Which database this is, whatever was accepted: what an executor kept on its disk belongs to one.
create function baton._server_identity() returns text
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(_server_marks() ->> 'system', '0') || '/' || _database_oid()
$$;
comment on function baton._server_identity() is
  'The database''s identity, "system identifier/oid".';
