begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
insert into baton.jobs (deadline, steps) values (baton._now() + interval '1 minute', '[{"key": "a", "command": ["x"]}]') returning id as waits \gset
insert into baton.jobs (deadline, steps) values (baton._now() + interval '1 minute', '[{"key": "b", "command": ["x"]}]') returning id as runs \gset
insert into baton.jobs (deadline, steps) values (baton._now() + interval '1 minute', '[{"key": "m", "manual": "Look"}]') returning id as person \gset
select is(pg_temp.claim(:executor), 'a b', 'two run');
select is(pg_temp.report(:waits, 'a'), 'recorded', 'one ends in time');
select is((select count(*) from timers where job_id = :waits), 0::bigint, 'its deadline is forgotten');
select pg_temp.pass('59 seconds') \g /dev/null
select baton.maintain() \g /dev/null
select baton.maintain() \g /dev/null
select is(pg_temp.job_state(:person), 'in_progress', 'not yet');
select pg_temp.pass('1 second') \g /dev/null
select baton.maintain() \g /dev/null
select baton.maintain() \g /dev/null
select is(pg_temp.job_state(:waits) || '; ' || pg_temp.job_state(:runs) || '; ' || pg_temp.job_state(:person),
  'completed; cancelling (deadline); cancelled (deadline)', 'at its deadline a job is cancelled, also one that waits for a person');
select is((select stop_reason from running where job_id = :runs), 'deadline', 'a running script is stopped for it');

select * from finish();
rollback;
