begin;
\ir ../fixtures.psql
select plan(7);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}, {"key": "c", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a b c', 'three run');
select is(baton.cancel_job(:job), 'cancelling', 'cancelled');
select is((select count(*) from jsonb_array_elements(baton.renew_lease(:executor, array(select token from running where executor_id = :executor), 1000000, 'active') -> 'stop') as s
           where s ->> 'reason' = 'cancelled'), 3::bigint, 'the next renewal tells the executor to stop them');
select is(pg_temp.report(:job, 'a', '{"ended": "cancelled", "signal": 15}'), 'recorded', 'one was stopped');
select is(pg_temp.report(:job, 'b'), 'recorded', 'one finished before the signal reached it: its success is kept');
select is(pg_temp.report(:job, 'c', '{"ended": "exited", "exit_code": 1}'), 'recorded', 'one failed by itself: it is not retried');
select is(pg_temp.states(:job) || '; ' || pg_temp.job_state(:job), 'a cancelled (cancelled), b completed, c cancelled (cancelled); cancelled (cancelled)',
  'with the last of them the job is cancelled');

select * from finish();
rollback;
