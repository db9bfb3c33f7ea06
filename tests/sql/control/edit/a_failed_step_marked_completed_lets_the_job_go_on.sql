begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(9);
select pg_temp.executor() as executor \gset
select pg_temp.diamond() as job \gset
select pg_temp.run_until(:executor, :job, '{b}') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'c') \g /dev/null
select pg_temp.fail(:job, 'b') \g /dev/null
select pg_temp.run_until(:executor, :job) \g /dev/null
select is(pg_temp.states(:job) || '; ' || pg_temp.job_state(:job),
  'a completed, b failed (error), c completed, d skipped (dependency_failed), tidy completed; failed (step_failed)', 'failed, and tidied up');

select baton.check_step_change(:job, 'b', 'completed') as foreseen \gset
select is(pg_temp.affected(:'foreseen'), 'b failed -> completed (manual), d skipped -> ready, tidy completed -> pending (dependencies); job failed -> in_progress', 'foreseen');
select is(baton.set_step_status(:job, 'b', 'completed', 'done by hand', '{"v": 7}') - 'applied' - 'warnings', :'foreseen'::jsonb - 'applied' - 'warnings', 'is what happens');
select is(pg_temp.states(:job) || '; ' || pg_temp.job_state(:job),
  'a completed, b completed (manual), c completed, d ready, tidy pending (dependencies); in_progress', 'it goes on');
select is((select row(error_code, error_step, failing, finished_at)::text from jobs where id = :job), row(null::text, null::int, false, null::timestamptz)::text, 'the error is gone');
select is((select row(outputs, error_code, generation)::text from steps where job_id = :job and key = 'b'), row('{"v": 7}'::jsonb, null::text, 1)::text, 'what a person set stands, with its outputs');
select is(pg_temp.claim(:executor), 'd', 'd runs');
select is((select document::jsonb -> 'context' -> 'b' from claim_steps(:executor, currval('call_numbers'), 0) where token is not null), '{"v": 7}', 'with the outputs of b');
select pg_temp.report(:job, 'd') \g /dev/null
select pg_temp.run_until(:executor, :job) \g /dev/null
select is(pg_temp.job_state(:job), 'completed', 'to its end');

select * from finish();
rollback;
