begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 2, "backoff": "none"}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.stumble(:job, 'a'), 'recorded', 'failed once');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "checkpoint": {"page": 3}}') \g /dev/null
select is(pg_temp.state(:job, 'a'), 'failed (error)', 'and twice: max_attempts is reached');
select is(baton.retry_job(:job), 'in_progress', 'retried');
select is((select row(failures, lost_attempts, checkpoint, error_code)::text from steps where job_id = :job), row(null::jsonb, 0, '{"page": 3}'::jsonb, null::text)::text, 'no failures, but the checkpoint');
select is(pg_temp.claim(:executor), 'a', 'a third start');
select pg_temp.stumble(:job, 'a') \g /dev/null
select is(pg_temp.state(:job, 'a'), 'retrying (backoff)', 'is the first of its generation: there is one more');

select * from finish();
rollback;
