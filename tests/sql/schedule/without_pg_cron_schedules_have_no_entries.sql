-- pg_cron is removed from a database that has schedules: they say so, go on where somebody calls them, and can be removed.
begin;
\ir ../fixtures.psql
set client_min_messages = error;
select plan(6);
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.schedule_job('noon', '0 12 * * *', 't') \g /dev/null
savepoint scheduled;
select baton._unschedule_all() \g /dev/null
select is((select count(*)::int from cron.job where jobname like 'baton: %'), 0, 'an uninstallation leaves no entries');
rollback to scheduled;
select isnt((select count(*)::int from cron.job where jobname like 'baton: %'), 0, 'which were there');
drop extension pg_cron;
select matches((select entry from baton.schedule_overview where name = 'noon'), '^missing: pg_cron is not installed', 'the overview says why nothing comes');
select pg_temp.pass('1 day') \g /dev/null
select isnt(baton.run_schedule('noon'), null, 'a scheduler of your own may call it');
select lives_ok($$select baton.unschedule_job('noon')$$, 'it can be removed');
select is((select count(*)::int from baton.schedules), 0, 'it is gone');
select * from finish();
rollback;
