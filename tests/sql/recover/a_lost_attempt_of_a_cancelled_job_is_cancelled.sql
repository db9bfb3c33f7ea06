begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor('dies') as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'started');
select is(baton.cancel_job(:job), 'cancelling', 'cancelled while it runs');
update baton.executors set renewed_tick = renewed_tick - 3 where id = :executor;
select is(baton._expire_leases(1000), 1, 'its executor is lost');
select is(pg_temp.states(:job) || '; ' || pg_temp.job_state(:job), 'a cancelled (cancelled); cancelled (cancelled)', 'the job ends as cancelled');

select * from finish();
rollback;
