-- For uninstall.sql: an entry whose role has been dropped makes pg_cron's launcher end again and
-- again, so the entries of schedules go, too, also those that no schedule knows any more.
create function baton._unschedule_all() returns text
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if exists (select from pg_extension where extname = 'pg_cron') and has_schema_privilege('cron', 'usage') then
    perform cron.unschedule(jobid) from cron.job where jobname like 'baton: schedule %' and database = current_database();
  end if;
  return unschedule_maintenance();
end
$$;
comment on function baton._unschedule_all() is
  'Removes all of Baton''s entries of pg_cron, those of schedules included.';
