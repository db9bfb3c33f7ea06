begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(5);
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

select * from finish();
rollback;
