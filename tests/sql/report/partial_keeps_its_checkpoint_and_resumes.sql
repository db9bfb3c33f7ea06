begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "none"}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a', '{"ended": "timeout", "rule_partial": true, "checkpoint": {"last_step": "5"}}'), 'recorded', 'a timeout after part of the work');
select is((select row(status, status_reason, error_code, checkpoint)::text from steps where job_id = :job),
  row('retrying'::text, 'partial'::text, 'PARTIAL_SUCCESS'::text, '{"last_step": "5"}'::jsonb)::text, 'is retried, from where it was');
select is(pg_temp.claim(:executor), 'a', 'it starts again');
select is(pg_temp.report(:job, 'a'), 'recorded', 'and completes');

select * from finish();
rollback;
