begin;
\ir ../fixtures.psql
select plan(7);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "none"}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'attempt 1');
select is(pg_temp.stumble(:job, 'a'), 'recorded', 'fails (class TIMEOUT: three retries)');
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.stumble(:job, 'a'), 'recorded', 'attempt 2');
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "message": {"type": "error", "code": "NETWORK", "message": "gone"}}'), 'recorded', 'attempt 3, of another class: another budget');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.stumble(:job, 'a') \g /dev/null
select is(pg_temp.state(:job, 'a'), 'retrying (backoff)', 'attempt 4, the third TIMEOUT: one retry left');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.stumble(:job, 'a') \g /dev/null
select is(pg_temp.state(:job, 'a'), 'failed (error)', 'attempt 5: spent');
select is((select row(attempts, failures)::text from steps where job_id = :job), row(5, '{"NETWORK": 1, "TIMEOUT": 4}'::jsonb)::text, 'all counted, by class');

select * from finish();
rollback;
