begin;
\ir ../../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'a runs');
update baton.executors set renewed_tick = (select tick - 2 from baton.clock) where id = :executor;
select matches(baton.explain_step(:job, 'a'), 'Its executor has missed 2 of 3 ticks\.', 'a lease that runs out');
select baton.cancel_job(:job) \g /dev/null
select matches(baton.explain_step(:job, 'a'), 'It is being stopped: cancelled\.', 'a script that was told to stop');

select * from finish();
rollback;
