begin;
\ir ../fixtures.psql
\ir fixtures.psql
set client_min_messages = error;
select plan(12);
create function pg_temp.said() returns text language sql as $$ select string_agg(status || ': ' || message, ' / ') from baton.health where name = 'retention' $$;
insert into retention_policies (status, keep_for) values ('completed', '30 days');
select is(pg_temp.said(), null, 'nothing is said of nothing');
select pg_temp.ended('menu', '31 days') as job \gset
select is(pg_temp.said(), null, 'due since yesterday: tonight');
select pg_temp.pass('2 days') \g /dev/null
select is(pg_temp.said(), 'warning: Jobs that should have left are still there: retention has never run.', 'nobody runs it');
create function pg_temp.refuse() returns trigger language plpgsql as $$ begin raise exception 'it is too large.'; end $$;
create trigger refuse before insert on baton.archived_jobs for each row execute function pg_temp.refuse();
select pg_temp.run() \g /dev/null
select is(pg_temp.said(), format('warning: The last run left out what failed: job %s: it is too large.', :job), 'it failed');
drop trigger refuse on archived_jobs;
select pg_temp.run() \g /dev/null
select is(pg_temp.said(), null, 'it is archived');
select pg_temp.ended('menu', '40 days') \g /dev/null
select is(pg_temp.said(), null, 'it has run today');
select pg_temp.pass('3 days') \g /dev/null
select is(pg_temp.said(), 'warning: Jobs that should have left are still there: the last run of retention ended 3 d ago.', 'and not since');
select pg_temp.run(), pg_temp.pass('13 months 3 days') \g /dev/null
select is(pg_temp.said(), 'warning: Months of the archive should have left, and are still there: 2030-01.', 'a month that waits for its export');
select matches((select fix from health where name = 'retention'), 'baton archive export', 'which is named');
update retention_settings set drop_without_export = true;
select matches((select fix from health where name = 'retention'), 'run_retention', 'it needs none any more');
select pg_temp.run() \g /dev/null
select is(pg_temp.said(), null, 'it has left');
update retention_policies set enabled = false;
select pg_temp.ended('menu', '400 days'), pg_temp.pass('3 days') \g /dev/null
select is(pg_temp.said(), null, 'without a policy nothing should leave');

select * from finish();
rollback;
