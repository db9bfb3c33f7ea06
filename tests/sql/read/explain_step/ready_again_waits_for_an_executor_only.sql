-- Why a step is ready again (its executor was lost, or handed it back) is not what it waits for.
begin;
\ir ../../fixtures.psql
select plan(4);
select pg_temp.executor('one', 1) as one \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:one), 'a', 'it runs');
update baton.executors set renewed_tick = renewed_tick - 1000 where id = :one;
select baton.maintain() \g /dev/null
select is(pg_temp.state(:job, 'a'), 'ready (orphaned)', 'its executor was lost');
select matches(baton.explain_step(:job, 'a'), 'is ready, but no executor that is alive serves queue "default" .*baton executor --queues default --commands DIR', 'nobody is there');
select pg_temp.executor('two', 1) \g /dev/null
select matches(baton.explain_step(:job, 'a'), 'is ready and starts with the next claim', 'somebody is there');

select * from finish();
rollback;
