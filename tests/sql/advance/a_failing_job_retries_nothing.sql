begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}, {"key": "c", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a b c', 'three run');
select is(pg_temp.stumble(:job, 'b'), 'recorded', 'one is to be retried');
select is(pg_temp.fail(:job, 'a'), 'recorded', 'another fails for good');
select is(pg_temp.stumble(:job, 'c'), 'recorded', 'a failure that would otherwise be retried');
select is(pg_temp.states(:job) || '; ' || pg_temp.job_state(:job), 'a failed (error), b skipped (job_failed), c failed (error); failed (step_failed)',
  'neither is tried again, and the job ends');

select * from finish();
rollback;
