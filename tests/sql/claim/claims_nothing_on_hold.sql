begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
update baton.installation set database_oid = 1;
select is(pg_temp.claim(:executor), '', 'a copied database gives out no work, even to an executor that did not notice');
select is(pg_temp.states(:job), 'a ready', 'nothing was claimed');
select is((select last_call from executors where id = :executor), 0::bigint, 'and no number was used up');
select baton.accept_database() \g /dev/null
select is(pg_temp.claim(:executor), 'a', 'accepted: it goes on');
select is(pg_temp.report(:job, 'a'), 'recorded', 'and completes');

select * from finish();
rollback;
