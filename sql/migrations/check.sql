-- What is installed, against what these files install.
do $$
declare
  c_files constant int := 1;
  v_installed int;
begin
  if pg_catalog.to_regnamespace('baton') is null then
    raise exception using errcode = 'BT001', message = 'schema baton is not installed in this database',
      hint = 'Use sql/install.sql or "baton migrate".';
  end if;
  select schema_version into v_installed from baton.installation;
  if v_installed > c_files then
    raise exception using errcode = 'BT001',
      message = pg_catalog.format('schema baton has version %s, these files have %s', v_installed, c_files),
      hint = 'Use the files that came with the newer version; a schema is never taken back.';
  elsif v_installed = c_files then
    raise notice 'schema baton has version % already: nothing to do', v_installed;
  end if;
end
$$;
