begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(6);
select pg_temp.executor() as executor \gset
select pg_temp.diamond() as job \gset
select pg_temp.run_until(:executor, :job) \g /dev/null
select is(pg_temp.affected(baton.set_step_status(:job, 'b', 'failed', 'was nonsense')),
  'b completed -> failed (manual), d completed -> skipped (dependency_failed); job completed -> failed', 'd could not have run; the clean-up could');
select is((select row(generation, outputs, attempts)::text from steps where job_id = :job and key = 'd'), '(2,,1)', 'its work is left behind with its generation');
select is((select array_agg(outcome) from attempts where job_id = :job and step_key = 'd'), '{completed}', 'and stays in the history');
select is((select reason from job_history where job_id = :job and step_key = 'd'), 'b is failed (was nonsense)', 'with why');
select is(pg_temp.affected(baton.set_step_status(:job, 'b', 'skipped', 'fine without')),
  'b failed -> skipped (manual), d skipped -> ready, tidy completed -> pending (dependencies); job failed -> in_progress', 'skipped by a person it satisfies: d runs again');

-- What waits for its next attempt had begun because of the success, too.
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
update ready set priority = 10 where job_id = :job;
update jobs set priority = 10 where id = :job;
select pg_temp.claim(:executor, 1) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null
select pg_temp.claim(:executor, 1) \g /dev/null
select pg_temp.stumble(:job, 'b') \g /dev/null
select baton.set_step_status(:job, 'a', 'failed', 'was nonsense') \g /dev/null
select is((select row(status, status_reason, generation, failures, (select count(*) from timers where job_id = :job))::text from step_rows where job_id = :job and n = 2),
  '(skipped,dependency_failed,2,,0)', 'a retry is given up, and leaves its generation behind');

select * from finish();
rollback;
