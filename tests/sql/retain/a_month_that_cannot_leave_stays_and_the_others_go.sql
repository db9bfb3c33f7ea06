begin;
\ir ../fixtures.psql
set client_min_messages = error;
select plan(4);
select baton._make_archive_partition('2020-01-05'), baton._make_archive_partition('2020-02-05'), baton._make_archive_partition('2020-03-05') \g /dev/null
update baton.retention_settings set drop_without_export = true;
create view public.report as select count(*) from baton.archived_jobs_2020_01;
select baton.apply_retention(false, 1000) as result \gset
select is(:'result'::jsonb -> 'dropped_months', '["2020-02", "2020-03"]', 'the others leave');
select is((select last_failure from baton.retention_runs where id = (:'result'::jsonb ->> 'run_id')::bigint),
  'archive 2020-01: cannot drop table archived_jobs_2020_01 because other objects depend on it', 'the run names the one that stays');
select is(:'result'::jsonb ->> 'failures', '1', 'once');
drop view public.report;
select is(baton.apply_retention(false, 1000) -> 'dropped_months', '["2020-01"]', 'the next run takes it');
select * from finish();
rollback;
