begin;
\ir ../fixtures.psql
select plan(13);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]},
  {"key": "c", "command": ["x"], "depends_on": ["b"]}, {"key": "d", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select throws_ok(format('select baton.retry_job(%s)', :job), 'BT054', null, 'a job that has not ended');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null
select is(pg_temp.claim(:executor), 'b d', 'b and d run');
select pg_temp.report(:job, 'd') \g /dev/null
select pg_temp.fail(:job, 'b') \g /dev/null
select is(pg_temp.states(:job) || '; ' || pg_temp.job_state(:job), 'a completed, b failed (error), c skipped (dependency_failed), d completed; failed (step_failed)', 'it failed at b');
select is(baton.retry_job(:job), 'in_progress', 'retried');
select is(pg_temp.states(:job), 'a completed, b ready, c pending (dependencies), d completed', 'completed work is kept');
select is((select row(error_code, error_step, failing)::text from jobs where id = :job), row(null::text, null::int, false)::text, 'the error is gone');
select is(pg_temp.claim(:executor), 'b', 'b again');
select is((select attempt || ' ' || generation from attempts where job_id = :job and outcome = 'running'), '2 2', 'as attempt 2 of generation 2');
select pg_temp.report(:job, 'b') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'c') \g /dev/null
select is(pg_temp.job_state(:job), 'completed', 'completed');
select throws_ok(format('select baton.retry_job(%s)', :job), 'BT054', null, 'there is nothing left to do again');
select is(baton.retry_job(:job, 'b'), 'in_progress', 'unless a step is named');
select is(pg_temp.states(:job), 'a completed, b ready, c pending (dependencies), d completed', 'then it and all that depends on it runs again');
select is((select array_agg(attempt || ' ' || outcome order by attempt) from attempts where job_id = :job and step_key = 'b'), array['1 failed', '2 completed'], 'what happened before stays recorded');

select * from finish();
rollback;
