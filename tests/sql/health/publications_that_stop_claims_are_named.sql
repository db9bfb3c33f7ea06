-- PostgreSQL refuses changes of a published table that it cannot name the rows of: so claims fail.
begin;
set local client_min_messages = error;   -- wal_level is replica here
\ir ../fixtures.psql
select plan(9);
create function pg_temp.said() returns text language sql as $$
  select string_agg(concat_ws(' | ', name, status, message, fix), E'\n' order by name, fix)
  from baton._health_of_replication()
$$;
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset

create publication everything for all tables;
select is(pg_temp.said(), null, 'all tables may be published');
select is(pg_temp.claim(:executor), 'a', 'and claims go on');
select is(pg_temp.report(:job, 'a'), 'recorded', 'as do reports');

alter table baton.ready replica identity nothing;
alter table baton.jobs replica identity nothing;
select is(pg_temp.said(), 'publication everything | problem | PostgreSQL refuses to change baton.jobs, '
  'baton.ready: the table has no replica identity. | alter table baton.jobs replica identity default; '
  'alter table baton.ready replica identity using index ready_in_order;', 'without an identity they are named');
select pg_temp.job('[{"key": "b", "command": ["x"]}]') as job \gset
select throws_ok(format('select pg_temp.claim(%s)', :executor), '55000', null, 'because claims fail');
do $$ begin execute (select fix from baton._health_of_replication()); end $$;
select is(pg_temp.said(), null, 'the fix helps');

drop publication everything;
create publication part for table baton.jobs (status), baton.timers where (kind = 'retry');
create publication filtered for table baton.executors where (status = 'active');
select is(pg_temp.said(),
  'publication filtered | problem | PostgreSQL refuses to change baton.executors: the table is published '
  'with a filter on columns that are not of its replica identity. | alter publication filtered drop table '
  'baton.executors;' || E'\n' ||
  'publication part | problem | PostgreSQL refuses to change baton.jobs: the table is published without '
  'columns of its replica identity. | alter publication part drop table baton.jobs;',
  'columns and filters that leave out the identity, and not a filter on the key');
select throws_ok(format('select pg_temp.claim(%s)', :executor), '42P10', null, 'because claims fail');
drop publication filtered, part;
create publication inserts for table baton.jobs (status) with (publish = 'insert');
select is(pg_temp.said(), null, 'what publishes nothing but new rows refuses nothing');

select * from finish();
rollback;
