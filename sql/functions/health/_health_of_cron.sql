-- pg_cron from the caller's view: its launcher and entries are shown to superusers, pg_monitor and
-- their owner only.
create function baton._health_of_cron(out name text, out status text, out message text, out fix text)
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  c_without constant text := ' Executors keep the clock while one is running.';
  v_entry record;
  v_run record;
begin
  name := 'pg_cron';
  status := 'warning';
  if not exists (select from pg_extension where extname = 'pg_cron') then
    if exists (select from pg_available_extensions where pg_available_extensions.name = 'pg_cron') then
      message := 'pg_cron is not set up in this database.' || c_without;
      fix := format('Set shared_preload_libraries = ''pg_cron'' and cron.database_name = ''%s'', restart the server, run "baton migrate".',
               current_database());
    else
      message := 'pg_cron is not installed on the server.' || c_without;
      fix := 'Install it (Debian: postgresql-15-cron), then run "baton doctor" again; or keep an executor running.';
    end if;
    return;
  end if;
  if pg_has_role('pg_monitor', 'usage')
     and not exists (select from pg_stat_activity where backend_type = 'pg_cron launcher') then
    message := 'The launcher of pg_cron does not run.' || c_without;
    fix := format('Check that shared_preload_libraries has pg_cron and cron.database_name is ''%s''; its error is in the server''s log.',
             current_database());
    return;
  end if;
  if not has_schema_privilege('cron', 'usage') or not has_table_privilege('cron.job', 'select') then
    status := 'ok';
    message := 'pg_cron is installed; its entries cannot be seen by this role.';
    return;
  end if;

  select jobid, active, username into v_entry
  from cron.job
  where jobname = 'baton: maintain' and database = current_database()
  order by active desc
  limit 1;
  if v_entry.jobid is null then
    status := case when (select rolsuper from pg_roles where rolname = current_user) then 'warning' else 'ok' end;
    message := case status when 'warning' then 'pg_cron has no entry for baton.run_maintenance().' || c_without
                 else 'pg_cron is installed; its entries can be seen by their owner only.' end;
    fix := case status when 'warning' then 'Run "baton migrate", or: select baton.schedule_maintenance();' end;
    return;
  elsif not v_entry.active then
    message := 'The entry of pg_cron for baton.run_maintenance() is switched off.' || c_without;
    fix := format('select cron.alter_job(%s, active := true);', v_entry.jobid);
    return;
  end if;

  if not exists (select from cron.job where jobname = 'baton: recover' and database = current_database() and active) then
    message := 'pg_cron has no entry for baton.recover_due(): what hangs is not recovered by itself.';
    fix := 'Run "baton migrate", or: select baton.schedule_maintenance();';
    return;
  end if;

  select details.status, details.return_message, details.start_time into v_run
  from cron.job_run_details as details
  where details.jobid = v_entry.jobid and details.status in ('succeeded', 'failed')
  order by details.runid desc
  limit 1;
  if v_run.status = 'failed' then
    message := format('The last run of pg_cron''s entry failed: %s.', rtrim(v_run.return_message, E'.\n '));
    fix := format('It runs as %s; if it cannot connect, set cron.use_background_workers = on, or let that role in (pg_hba.conf, ~/.pgpass).',
             v_entry.username);
  elsif v_run.start_time < clock_timestamp() - interval '3 minutes' then
    message := format('The last run of pg_cron''s entry was %s ago.', date_trunc('second', clock_timestamp() - v_run.start_time));
    fix := 'Look in the server''s log why pg_cron does not run it.';
  else
    status := 'ok';
    message := case when v_run.status is null then 'pg_cron calls baton.run_maintenance() every minute; it has not run yet.'
                 else format('pg_cron calls baton.run_maintenance() every minute, last %s s ago.',
                        extract(epoch from clock_timestamp() - v_run.start_time)::int) end;
  end if;
end
$$;
comment on function baton._health_of_cron() is
  'Check for baton.health: whether pg_cron is there, alive, scheduled and succeeds; as far as the '
  'caller may see it.';
