begin;
\ir ../../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select pg_temp.claim(:executor), pg_temp.report(:job, 'a'), pg_temp.claim(:executor), pg_temp.report(:job, 'b', '{"ended": "cancelled"}') \g /dev/null
select is(pg_temp.states(:job), 'a completed, b cancelled (cancelled)', 'b had started');
select baton.set_step_status(:job, 'a', 'failed', 'it was wrong') \g /dev/null
select is(pg_temp.states(:job), 'a failed (manual), b skipped (dependency_failed)', 'which it could not have without a');
select is((select generation || ' ' || attempts || ' ' || attempts_before from step_rows where job_id = :job and n = 2), '2 1 1', 'so its start belongs to the generation before');
select * from finish();
rollback;
