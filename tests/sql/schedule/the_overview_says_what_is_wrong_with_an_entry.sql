begin;
\ir ../fixtures.psql
set local client_min_messages = error;
select plan(7);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.schedule_job('s', '0 2 * * mon', 't') \g /dev/null
create function pg_temp.entry() returns text language sql as $$ select entry from baton.schedule_overview where name = 's' $$;
select jobid as entry from cron.job where jobname = 'baton: schedule s' \gset

select is(pg_temp.entry(), 'active', 'it is there');
insert into cron.job_run_details (jobid, runid, status, return_message) values (:entry, -3, 'failed', E'ERROR: connection failed\n');
select is(pg_temp.entry(), 'failing: ERROR: connection failed', 'its last run failed');
update cron.job set schedule = '0 3 * * 1' where jobid = :entry;
select is(pg_temp.entry(), 'altered to 0 3 * * 1: call schedule_job() again', 'somebody altered it');
update cron.job set schedule = '0 2 * * 1', active = false where jobid = :entry;
select is(pg_temp.entry(), format('switched off: select cron.alter_job(%s, active := true)', :entry), 'somebody switched it off');
update cron.job set active = true, username = 't_gone' where jobid = :entry;
select is(pg_temp.entry(), 'dead: role t_gone is gone or cannot log in', 'its role was dropped');
select is(baton.unschedule_maintenance() is not null and exists (select from cron.job where jobid = :entry), true, 'maintenance is scheduled apart from it');
select baton.unschedule_job('s') \g /dev/null
select is((select count(*) from cron.job where jobname like 'baton: schedule %'), 0::bigint, 'a superuser removes it all the same');

select * from finish();
rollback;
