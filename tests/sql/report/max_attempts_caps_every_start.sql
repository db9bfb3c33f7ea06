begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 1}]') as once \gset
select is(pg_temp.claim(:executor), 'a', 'started once');
select pg_temp.stumble(:once, 'a') \g /dev/null
select is(pg_temp.state(:once, 'a'), 'failed (error)', 'a class that would be retried is not');
select pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 2}]') as twice \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:twice, 'a', '{"ended": "interrupted"}') \g /dev/null
select is(pg_temp.state(:twice, 'a'), 'ready (interrupted)', 'handed back: it runs again');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:twice, 'a', '{"ended": "interrupted"}') \g /dev/null
select is(pg_temp.state(:twice, 'a'), 'failed (interrupted)', 'but an interrupted start counts as one');
select is((select error_code from steps where job_id = :twice), 'INTERRUPTED', 'and it says so');

select * from finish();
rollback;
