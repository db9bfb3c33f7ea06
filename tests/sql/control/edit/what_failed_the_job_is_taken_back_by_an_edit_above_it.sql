-- The job failed at b. When a, before it, turns out to be wrong, b's failure is taken back and a's is what fails the job.
begin;
\ir ../../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select pg_temp.claim(:executor), pg_temp.report(:job, 'a'), pg_temp.claim(:executor), pg_temp.fail(:job, 'b') \g /dev/null
select is((select error_step from jobs where id = :job), 2, 'the job failed at b');
select baton.set_step_status(:job, 'a', 'failed', 'it was wrong') \g /dev/null
select is(pg_temp.states(:job), 'a failed (manual), b skipped (dependency_failed)', 'b could not run without a');
select is((select error_step from jobs where id = :job), 1, 'so the job failed at a');
select * from finish();
rollback;
