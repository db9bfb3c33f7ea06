begin;
\ir ../../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "fixed"}]') as job \gset
select is(pg_temp.claim(:executor) || ' ' || pg_temp.stumble(:job, 'a'), 'a recorded', 'a fails and is to be retried');
select is((baton.job_status(:job) ->> 'next_retry_at')::timestamptz, baton._now() + interval '1 second', 'the job shows when');
select is((baton.job_status(:job) #>> '{steps,0,next_retry_at}')::timestamptz, baton._now() + interval '1 second', 'so does the step');
select is(baton.job_status(:job) ->> 'error_type', 'RETRYABLE', 'and the job shows the error that is being retried');

select * from finish();
rollback;
