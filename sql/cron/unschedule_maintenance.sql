-- Removes Baton's entries but those of schedules: the caller's, and for a superuser everybody's.
create or replace function baton.unschedule_maintenance() returns text
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_count bigint;
begin
  if not exists (select from pg_extension where extname = 'pg_cron') or not has_schema_privilege('cron', 'usage') then
    return 'nothing is scheduled with pg_cron here';
  end if;
  select count(cron.unschedule(jobid)) into v_count
  from cron.job
  where jobname like 'baton: %' and jobname not like 'baton: schedule %' and database = current_database();
  return format('removed %s entries of pg_cron', v_count);
end
$$;
comment on function baton.unschedule_maintenance() is
  'Removes Baton''s entries of pg_cron, but for those of schedules, and says how many.';
