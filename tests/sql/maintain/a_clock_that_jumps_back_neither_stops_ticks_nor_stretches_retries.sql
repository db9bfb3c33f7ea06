begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select tick from clock \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "fixed"}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'a runs');
select is(pg_temp.stumble(:job, 'a'), 'recorded', 'and is to be retried in a second');
select pg_temp.pass('-5 hours') \g /dev/null
select is(baton.maintain() ->> 'ticked', 'true', 'the clock jumped back: it ticks at once');
select baton.maintain() \g /dev/null
select is((select next_retry_at - baton._now() from steps where job_id = :job), interval '1 second', 'the wait keeps its length');
select pg_temp.pass('1 second') \g /dev/null
select is(pg_temp.claim(:executor), 'a', 'and ends');
select pg_temp.pass('5 hours') \g /dev/null
select baton.maintain() \g /dev/null
select is((select tick from clock), :tick + 2::bigint, 'a jump forward is one tick');

select * from finish();
rollback;
