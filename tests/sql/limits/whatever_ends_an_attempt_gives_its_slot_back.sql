begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(11);
insert into concurrency_limits (name, slots) values ('t_browser', 1);
select pg_temp.executor('one') as one \gset
select pg_temp.executor('two') as two \gset
select pg_temp.uses(4) as job \gset
select is(pg_temp.claim(:one), 's1', 'one runs');
select pg_temp.stumble(:job, 's1') \g /dev/null
select is(pg_temp.claim(:one), 's2', 'given back by a failure that is retried');
select pg_temp.report(:job, 's2', '{"ended": "not_begun"}') \g /dev/null
select is(pg_temp.claim(:two), 's2', 'by one that was never begun, which keeps its place');
select pg_temp.report(:job, 's2', '{"ended": "interrupted"}') \g /dev/null
select is(pg_temp.claim(:two), 's3', 'by one that was handed back');
select release_executor(:two) \g /dev/null
select is(pg_temp.claim(:one), 's4', 'by an executor that ends');
select pg_temp.pass('2 minutes');
update clock set tick = tick + 3;
select _expire_leases(100) \g /dev/null
select pg_temp.executor('three') as three \gset
select is(pg_temp.claim(:three, 1), 's2', 'by an executor that is lost');
select cancel_job(:job) \g /dev/null
select pg_temp.uses(1) as other \gset
select is(pg_temp.claim(:three), '', 'not while a cancelled script still runs');
select pg_temp.report(:job, 's2', '{"ended": "cancelled"}') \g /dev/null
select is(pg_temp.claim(:three), 's1', 'but when it is gone');
select pg_temp.fail(:other, 's1') \g /dev/null
select is(pg_temp.holders(), '0 of 1, 0 wait', 'by a failure for good');
select pg_temp.uses(2) as last \gset
select is(pg_temp.claim(:three), 's1', 'one runs');
select renew_lease(:three, '{}', 1000, 'active') \g /dev/null
select is(pg_temp.claim(:three), 's2', 'by one whose claim never arrived');
select * from finish();
rollback;
