begin;
\ir ../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select throws_ok('select baton.claim_steps(-1, 1, 1)', 'BT041', null, 'nobody');
select baton.release_executor(:executor) \g /dev/null
select throws_ok(format('select baton.claim_steps(%s, 1, 1)', :executor), 'BT041', null, 'one that left');
select is(pg_temp.states(:job), 'a ready', 'nothing was claimed');

select * from finish();
rollback;
