begin;
\ir ../fixtures.psql
select plan(9);
select pg_temp.executor() as executor \gset
select tick from clock \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "fixed"}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'a runs');
select is(pg_temp.stumble(:job, 'a'), 'recorded', 'and is to be retried in a second');
select pg_temp.pass('-5 hours') \g /dev/null
select is(baton.maintain() ->> 'ticked', 'false', 'the clock jumped back: it counts from there');
select baton.maintain() \g /dev/null
select is((select next_retry_at - baton._now() from steps where job_id = :job), interval '1 second', 'the wait keeps its length');
select pg_temp.pass('1 second') \g /dev/null
select is(pg_temp.claim(:executor), 'a', 'and ends');
select pg_temp.pass('5 hours'), baton.maintain(), pg_temp.pass('-3 hours'), baton.maintain(), pg_temp.pass('1 hour'), baton.maintain() \g /dev/null
select is((select tick from clock), :tick::bigint, 'no jump is a tick, whatever its direction and however many there are');
select pg_temp.pass('10 seconds') \g /dev/null
select is(baton.maintain() ->> 'ticked', 'true', 'and the next tick is ten seconds later');
select pg_temp.executor('two') as executor \gset
select pg_temp.pass('10 seconds'), baton.maintain(), baton.maintain(), pg_temp.pass('1 day'), baton.maintain(), pg_temp.pass('-1 day'), baton.maintain(), baton.maintain() \g /dev/null
select is((select status from executors where id = :executor), 'active', 'an executor that renewed keeps its lease through jumps');
select pg_temp.pass('10 seconds'), baton.maintain(), baton.maintain(), pg_temp.pass('10 seconds'), baton.maintain(), baton.maintain() \g /dev/null
select is((select status from executors where id = :executor), 'lost', 'which ends with the third tick');

select * from finish();
rollback;
