begin;
\ir ../fixtures.psql
select plan(8);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]},
  {"key": "c", "command": ["x"], "depends_on": ["a"]},
  {"key": "clean", "command": ["x"], "depends_on": ["c", "b"], "run_if": "all_finished"}]') as job \gset
select is(pg_temp.claim(:executor), 'a b', 'two run');
select is(pg_temp.fail(:job, 'a'), 'recorded', 'one fails for good');
select is(pg_temp.states(:job), 'a failed (error), b running, c skipped (dependency_failed), clean pending (dependencies)',
  'what has not started is skipped; what runs goes on; clean-up waits for it');
select is(pg_temp.job_state(:job), 'in_progress (step_failed)', 'the job goes on until what runs has ended');
select is(pg_temp.report(:job, 'b'), 'recorded', 'what ran is kept');
select is(pg_temp.claim(:executor), 'clean', 'then clean-up runs');
select is(pg_temp.report(:job, 'clean'), 'recorded', 'and ends');
select is(pg_temp.job_state(:job), 'failed (step_failed)', 'then the job has failed');

select * from finish();
rollback;
