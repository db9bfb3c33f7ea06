begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor('dies') as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 1}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'started');
update baton.executors set renewed_tick = renewed_tick - 3 where id = :executor;
select is(baton._expire_leases(1000), 1, 'lost');
select is(pg_temp.state(:job, 'a'), 'failed (orphaned)', 'it never runs again by itself');
select is(pg_temp.job_state(:job), 'failed (step_failed)', 'and the job ends');

select * from finish();
rollback;
