begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
update baton.installation set database_oid = 1;
select pg_temp.pass('10 seconds') \g /dev/null
select is(baton.maintain(), '{"ticked": false, "more": false, "on_hold": true}', 'a copied database does not tick');
select is(baton.recover_due(), '{"on_hold": true}', 'nothing is recovered in it');
select is(baton.renew_lease(:executor, '{}', 0, 'active') -> 'on_hold', 'true', 'and tells its executors');
select baton.accept_database() \g /dev/null
select is(baton.maintain() ->> 'ticked', 'true', 'accepted: it goes on');
select is(baton.renew_lease(:executor, '{}', 0, 'active') -> 'on_hold', 'false', 'and so do its executors');

select * from finish();
rollback;
