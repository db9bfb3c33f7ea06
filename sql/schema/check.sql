-- One clear error instead of the first of many.
do $$
declare
  v_version int;
begin
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
