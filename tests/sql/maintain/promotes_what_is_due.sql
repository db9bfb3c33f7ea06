begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
insert into baton.jobs (run_at, steps) values (baton._now() + interval '1 minute', '[{"key": "later", "command": ["x"]}, {"key": "m", "manual": "Look"}]') returning id as later \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "fixed"}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'only the job that is not for later');
select is(pg_temp.stumble(:job, 'a'), 'recorded', 'it fails');
select is(pg_temp.states(:later), 'later pending (scheduled), m pending (scheduled)', 'the other waits for its time');
select pg_temp.pass('1 minute') \g /dev/null
select baton.maintain() \g /dev/null
select baton.maintain() \g /dev/null
select is(pg_temp.state(:job, 'a'), 'ready', 'the retry is ready');
select is(pg_temp.states(:later), 'later ready, m action_required (manual)', 'the job too, its manual step included');

select * from finish();
rollback;
