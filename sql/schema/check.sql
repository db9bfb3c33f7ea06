-- One clear error instead of the first of many.
do $$
declare
  v_version int;
begin
  -- What a script prints is UTF-8. Elsewhere a character that the database does not have would
  -- refuse the whole report, with its outputs.
  if pg_catalog.getdatabaseencoding() <> 'UTF8' then
    raise exception using errcode = 'BT162',
      message = pg_catalog.format('database %I has the encoding %s, and Baton needs UTF8',
        current_database(), pg_catalog.getdatabaseencoding()),
      hint = pg_catalog.format('Make one: create database %I template template0 encoding %L;',
        current_database() || '_utf8', 'UTF8');
  end if;
  if pg_catalog.to_regnamespace('baton') is null then
    return;
  end if;
  if pg_catalog.to_regclass('baton.installation') is not null then
    execute 'select schema_version from baton.installation' into v_version;
  end if;
  raise exception using errcode = 'BT001',
    message = pg_catalog.format('schema baton exists already (version %s)', coalesce(v_version::text, 'unknown')),
    hint = 'Use sql/upgrade.sql or "baton migrate" to upgrade it, sql/uninstall.sql to remove it with all jobs.';
end
$$;
