begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 1}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "checkpoint": {"page": 3}}'), 'recorded', 'failed');
select is(baton.retry_job(:job), 'in_progress', 'retried');
select is((select row(failures, lost_attempts, checkpoint, error_code)::text from steps where job_id = :job), row(null::jsonb, 0, '{"page": 3}'::jsonb, null::text)::text, 'no failures, but the checkpoint');
select is(pg_temp.claim(:executor), 'a', 'max_attempts counts within the generation');

select * from finish();
rollback;
