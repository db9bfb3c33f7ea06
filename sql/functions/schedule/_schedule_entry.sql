-- pg_cron's side of a schedule as far as the caller may see it: entries are shown to their role and
-- to superusers.
create function baton._schedule_entry(p_name text, p_entry_id bigint, p_entry_role name, p_cron text) returns text
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_entry record;
  v_run record;
begin
  if not exists (select from pg_extension where extname = 'pg_cron') then
    return 'missing: pg_cron is not installed in this database';
  elsif not has_schema_privilege('cron', 'usage') or not has_table_privilege('cron.job', 'select')
     or not (p_entry_role = current_user or (select rolsuper from pg_roles where rolname = current_user)) then
    return 'seen by its role and by superusers only';
  end if;
  select job.jobid, job.active, job.schedule, job.username into v_entry
  from cron.job
  where job.jobid = p_entry_id and job.database = current_database();
  if not found then
    return 'missing: call schedule_job() again';
  elsif not v_entry.active then
    return format('switched off: select cron.alter_job(%s, active := true)', p_entry_id);
  elsif v_entry.schedule <> (_cron_fields(p_cron)).entry then
    return format('altered to %s: call schedule_job() again', v_entry.schedule);
  elsif not exists (select from pg_roles where rolname = v_entry.username and rolcanlogin) then
    return format('dead: role %s is gone or cannot log in', v_entry.username);
  end if;
  select details.status, details.return_message into v_run
  from cron.job_run_details as details
  where details.jobid = p_entry_id and details.status in ('succeeded', 'failed')
  order by details.runid desc
  limit 1;
  return case when v_run.status = 'failed' then 'failing: ' || left(rtrim(v_run.return_message, E'.\n '), 500) else 'active' end;
end
$$;
comment on function baton._schedule_entry(text, bigint, name, text) is
  'What schedule_overview says of the entry of pg_cron.';
