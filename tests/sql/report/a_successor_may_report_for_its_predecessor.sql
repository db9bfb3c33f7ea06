begin;
\ir ../fixtures.psql
select plan(8);
select pg_temp.executor('one') as old \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:old), 'a b', 'the predecessor runs two steps, and dies');
select token as a from running where job_id = :job and n = 1 \gset
select token as b from running where job_id = :job and n = 2 \gset
select pg_temp.executor('one') as new \gset
select is(pg_temp.report_as(:new, :job, 1, :'a', '{"ended": "exited", "exit_code": 0}'), 'recorded', 'its successor found the result of one');
select is(pg_temp.states(:job), 'a completed, b running', 'which counts');
select is((select executor_id from attempts where job_id = :job and step_key = 'a'), :old::bigint, 'as an attempt of the one that ran it');
select is(baton.renew_lease(:new, array[:'a', :'b']::uuid[], 0, 'active') ->> 'lost', jsonb_build_array(:'a', :'b')::text,
  'the right to report is not the right to run: both are none of its own');
update baton.executors set status = 'lost', ended_at = baton._now() where id = :old;
select baton._expire_leases(10) \g /dev/null
select is(pg_temp.report_as(:new, :job, 2, :'b', '{"ended": "exited", "exit_code": 0}'), 'stale: attempt 1 was recorded as lost', 'the lease has ended meanwhile: too late');
select is(pg_temp.report_as(:new, :job, 1, :'a', '{"ended": "exited", "exit_code": 0}'), 'already_recorded', 'found a second time');
select is(pg_temp.states(:job), 'a completed, b ready (orphaned)', 'which changed nothing');

select * from finish();
rollback;
