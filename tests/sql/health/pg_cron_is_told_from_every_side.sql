-- What the check says when pg_cron is not installed, not set up, dead, without its entry, switched off, or failing.
begin;
select plan(20);
set local client_min_messages = error;

create function pg_temp.cron() returns text language sql as $$ select status || ': ' || message || coalesce(' -> ' || fix, '') from baton._health_of_cron() $$;
-- What the server's own catalogue says is replaced for this transaction.
set local allow_system_table_mods = on;
create function pg_temp.empty_view(p_view text) returns void language plpgsql as $$
begin
  execute format('create or replace view pg_catalog.%I as select * from (%s) as original where false', p_view,
    rtrim(pg_get_viewdef(format('pg_catalog.%I', p_view)::regclass), ';'));
end $$;

select matches(baton.schedule_maintenance(), '^pg_cron runs baton\.run_maintenance\(\) every minute as ', 'scheduled');
select matches(pg_temp.cron(), '^ok: pg_cron calls .* it has not run yet', 'it has not run yet');

select jobid as entry from cron.job where jobname = 'baton: maintain' \gset
insert into cron.job_run_details (jobid, runid, status, return_message, start_time, end_time)
  values (:entry, -3, 'succeeded', '1 row', clock_timestamp() - interval '1 minute', clock_timestamp());
select matches(pg_temp.cron(), '^ok: pg_cron calls baton\.run_maintenance\(\) every minute, last \d+ s ago', 'it runs');
update cron.job_run_details set start_time = clock_timestamp() - interval '1 hour' where jobid = :entry;
select matches(pg_temp.cron(), '^warning: The last run of pg_cron''s entry was 01:00:00 ago\.', 'it ran an hour ago');
insert into cron.job_run_details (jobid, runid, status, return_message, start_time, end_time)
  values (:entry, -2, 'failed', E'connection failed.\n', clock_timestamp(), clock_timestamp() - interval '10 days');
select matches(pg_temp.cron(), '^warning: The last run of pg_cron''s entry failed: connection failed\. -> It runs as ', 'it failed');
insert into cron.job_run_details (jobid, runid, database, command, status, start_time) values
  (:entry, -6, current_database(), 'call baton.run_maintenance()', 'starting', null), (:entry, -5, current_database(), 'call baton.run_maintenance()', 'running', clock_timestamp() - interval '4 days'),
  (:entry, -1, current_database(), 'call baton.run_maintenance()', 'running', null), (-7, -4, current_database(), 'call baton.run_maintenance()', 'failed', clock_timestamp() - interval '4 days'),
  (-7, -7, current_database(), 'vacuum', 'failed', clock_timestamp() - interval '4 days');
select is(baton.prune_cron_runs(), 4::bigint, 'records of runs that ended days ago are pruned, those without an end or without their entry, too');
select is((select array_agg(runid order by runid) from cron.job_run_details where runid < 0), '{-7,-3,-1}', 'what is younger, or not ours, stays');

update cron.job set active = false where jobid = :entry;
select matches(pg_temp.cron(), format('switched off\..* -> select cron\.alter_job\(%s, active := true\);', :entry), 'it is switched off');
update cron.job set active = true where jobid = :entry;
update cron.job set active = false where jobname = 'baton: recover';
select matches(pg_temp.cron(), '^warning: pg_cron has no entry for baton\.recover_due\(\)', 'the entry for recovery is switched off');
select is(baton.unschedule_maintenance(), 'removed 5 entries of pg_cron', 'unscheduled');
select matches(pg_temp.cron(), '^warning: pg_cron has no entry for baton\.run_maintenance\(\)', 'no entry');

create role t_nobody in role baton_owner;
create role t_without_login in role baton_owner;
grant usage on schema cron to t_without_login;
create function pg_temp.missing_as(p_role name) returns text language plpgsql as $$
declare
  v_missing text;
begin
  execute format('set local role %I', p_role);
  v_missing := baton._missing_for_cron();
  reset role;
  return v_missing;
end $$;
select matches(pg_temp.missing_as('t_nobody'), '^role t_nobody may not use pg_cron', 'a role without rights');
select is(pg_temp.missing_as('t_without_login'), 'pg_cron cannot run an entry as role t_without_login, which cannot log in', 'a role that cannot log in');

create function pg_temp.broken_cron() returns trigger language plpgsql as $$ begin raise exception 'cron is broken'; end $$;
create trigger broken before insert on cron.job for each row execute function pg_temp.broken_cron();
select is(baton.schedule_maintenance() like 'pg_cron could not be set up: %', true, 'it cannot be set up');
drop trigger broken on cron.job;

select pg_temp.empty_view('pg_stat_activity') \g /dev/null
select matches(pg_temp.cron(), '^warning: The launcher of pg_cron does not run\.', 'its launcher is dead');

alter function pg_catalog.current_database() rename to t_real_database;
create function pg_catalog.current_database() returns name language sql stable as $$ select 't_other'::name $$;
discard plans;
select is(baton._missing_for_cron(), 'pg_cron does not work in this database: cron.database_name is baton', 'another database');
drop function pg_catalog.current_database();
alter function pg_catalog.t_real_database() rename to current_database;
discard plans;

drop extension pg_cron cascade;
select is(baton.unschedule_maintenance(), 'nothing is scheduled with pg_cron here', 'nothing to unschedule');
select matches(pg_temp.cron(), '^warning: pg_cron is not set up in this database\..* -> Set shared_preload_libraries', 'not set up');
select pg_temp.empty_view('pg_available_extensions') \g /dev/null
select is(baton._missing_for_cron(), 'pg_cron is not installed in this database', 'nothing to set up with');
select matches(pg_temp.cron(), '^warning: pg_cron is not installed on the server\.', 'not installed');

select * from finish();
rollback;
