begin;
\ir ../../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select baton.define_job_type('{"job_type": "t_stats", "steps": [{"key": "a", "command": ["x"], "backoff": "none"}]}') \g /dev/null
insert into baton.jobs (job_type) values ('t_stats') returning id as job \gset
select is(pg_temp.claim(:executor), 'a', 'starts');
select is(pg_temp.stumble(:job, 'a'), 'recorded', 'fails');
select is(pg_temp.claim(:executor), 'a', 'starts again at once');
select is(pg_temp.report(:job, 'a'), 'recorded', 'succeeds');
select is((select row(step_key, error_code, attempts, jobs)::text from error_stats where job_type = 't_stats'),
  row('a'::text, 'TIMEOUT'::text, 1::bigint, 1::bigint)::text, 'one error');
select is((select row(steps, steps_retried, completed_after_retry, failed_for_good, attempts, most_attempts)::text from retry_stats where job_type = 't_stats'),
  row(1::bigint, 1::bigint, 1::bigint, 0::bigint, 2::bigint, 2)::text, 'and the retry that helped');

select * from finish();
rollback;
