begin;
\ir ../fixtures.psql
select plan(11);
select pg_temp.executor('old') as old \gset
select pg_temp.executor('new') as new \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:old), 'a', 'the old executor runs it');
select token from running where job_id = :job \gset
select is(pg_temp.report_as(:old, :job, 1, gen_random_uuid(), '{"ended": "exited", "exit_code": 0}'), 'stale: attempt 1 holds the step now', 'a made-up token is refused');
select is(pg_temp.states(:job), 'a running', 'and changed nothing');
update baton.executors set status = 'lost', ended_at = baton._now() where id = :old;
select ok(baton._expire_leases(10) > 0, 'the attempt is recovered');
select is(pg_temp.claim(:new), 'a', 'and runs elsewhere');
select is(pg_temp.report_as(:old, :job, 1, :'token', '{"ended": "exited", "exit_code": 1}'), 'stale: attempt 1 was recorded as lost', 'the late report of the old one is refused, and says why');
select is(pg_temp.states(:job), 'a running', 'it changed nothing');
select token as second from running where job_id = :job \gset
select is(pg_temp.report(:job, 'a'), 'recorded', 'the holder''s report counts');
select is(pg_temp.report_as(:new, :job, 1, :'second', '{"ended": "exited", "exit_code": 1}'), 'already_recorded', 'only the first one');
select is((select array_agg(attempt || ' ' || outcome order by attempt) from attempts where job_id = :job), array['1 lost', '2 completed'], 'both starts have a row');
select is(pg_temp.job_state(:job), 'completed', 'the end is an end');

select * from finish();
rollback;
