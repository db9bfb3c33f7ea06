create function baton._database_oid() returns oid
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select oid from pg_database where datname = current_database()
$$;
comment on function baton._database_oid() is 'The oid of this database.';
