-- What keeps the caller from scheduling with pg_cron; null if nothing does. A superuser gets the
-- extension made where the server is set up for it. (to_regclass('cron.job') would raise an error
-- for roles without rights on the schema, so the catalogue is asked.)
create or replace function baton._missing_for_cron() returns text
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_superuser boolean := (select rolsuper from pg_roles where rolname = current_user);
begin
  if not exists (select from pg_extension where extname = 'pg_cron') then
    -- Asked in this order: an ordinary role may not even read the setting.
    if not v_superuser
       or not exists (select from pg_available_extensions where name = 'pg_cron')
       or current_setting('cron.database_name', true) is distinct from current_database() then
      return 'pg_cron is not installed in this database';
    end if;
    create extension pg_cron;
  end if;

  if v_superuser and current_setting('cron.database_name', true) is distinct from current_database() then
    return format('pg_cron does not work in this database: cron.database_name is %s',
                  coalesce(current_setting('cron.database_name', true), 'not set'));
  elsif not has_schema_privilege('cron', 'usage') then
    return format('role %s may not use pg_cron (GRANT USAGE ON SCHEMA cron TO %I)', current_user, current_user);
  elsif not (select rolcanlogin from pg_roles where rolname = current_user) then
    return format('pg_cron cannot run an entry as role %s, which cannot log in', current_user);
  end if;
  return null;
end
$$;
