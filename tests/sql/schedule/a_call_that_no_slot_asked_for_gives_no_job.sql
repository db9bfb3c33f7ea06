begin;
\ir ../fixtures.psql
set local client_min_messages = error;
select plan(17);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.schedule_job('nightly', '0 13 * * *', 't') \g /dev/null
create function pg_temp.health(p_name text) returns text language sql as $$
  select message from baton.health where name = 'schedule ' || p_name
$$;

-- pg_cron goes by a zone that is an hour ahead of GMT: it calls at 12:00, when the last slot is 23 hours old.
select pg_temp.pass('24 hours') \g /dev/null
select is(baton.run_schedule('nightly'), null, 'the entry fires an hour before the slot: yesterday''s has been judged');
select is((select off_at from baton.schedule_overview), '2030-01-02 12:00+00', 'when it fired is shown');
select is(pg_temp.health('nightly'),
  '1 slot of the last 24 hours gave no job, last 2030-01-01 13:00:00 UTC (23 h ago), and pg_cron called it 23 h after the slot 13:00 UTC.', 'health says what came when');
select is((select fix ~ 'cron.timezone' and fix ~ 'run_schedule' from baton.health where name = 'schedule nightly'), true, 'and what to do');
select is(baton.run_schedule('nightly', '2030-01-01 13:00+00') is not null, true, 'the slot can be had by name');

-- A zone behind GMT, by an hour and by a quarter of one.
select pg_temp.pass('2 hours') \g /dev/null
select is(baton.run_schedule('nightly'), null, 'an hour after the slot');
select baton.schedule_job('hourly', '@hourly', 't') \g /dev/null
select pg_temp.pass('75 minutes') \g /dev/null
select is(baton.run_schedule('hourly'), null, 'a quarter of an hour after the slot');

-- In time, late as a busy server is, and too late: the clock has jumped.
select pg_temp.pass('50 minutes') \g /dev/null
select isnt(baton.run_schedule('hourly'), null, 'five minutes late');
select is((select last_late::text from baton.schedule_overview where name = 'hourly'), '00:05:00', 'is shown');
select is((select off_at from baton.schedule_overview where name = 'hourly'), null, 'and what was off before is over');
select pg_temp.pass('-1 hour') \g /dev/null
select is(baton.run_schedule('hourly'), null, 'the clock goes back: the slot before has been judged');
select pg_temp.pass('1 hour') \g /dev/null
select is(baton.run_schedule('hourly'), (select last_job_id from baton.schedules where name = 'hourly'), 'and comes again to the last slot: its job');
select is((select count(*) from baton.jobs where schedule = 'hourly'), 1::bigint, 'which is one');

-- Where the setting can be read, it is named before anything goes wrong.
select is((select count(*) from baton.health where name = 'schedules'), 0::bigint, 'GMT is as it should be');
set local cron.timezone = 'Etc/UTC';
select is(baton._other_zone(), null, 'and so is its other name');
set local cron.timezone = 'Europe/Paris';
select is((select message from baton.health where name = 'schedules'),
  'pg_cron goes by the time zone Europe/Paris, and slots are GMT: calls at other times give no job.', 'another zone is named');
select throws_ok($$select baton.schedule_job('more', '@daily', 't')$$, 'BT101',
  'nothing can be scheduled: pg_cron goes by the time zone Europe/Paris, and slots are GMT', 'and no schedule is made for it');

select * from finish();
rollback;
