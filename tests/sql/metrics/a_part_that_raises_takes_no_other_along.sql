-- A collector that gets nothing raises every alert, or none: what it can have it gets.
begin;
\ir ../fixtures.psql
select plan(6);
create function pg_temp.failed() returns text language sql
as $$ select string_agg(labels ->> 'part', ' ') from baton.metrics where name = 'baton_metrics_failed' and value = 1 $$;
select array_agg(distinct family) as before from baton.metrics \gset
select is(pg_temp.failed(), null, 'no part fails');
select is((select count(*) from baton.metrics where name = 'baton_metrics_failed'), 6::bigint, 'each part says so');

-- An upgrade that went wrong, a damaged index: whatever it is.
alter table baton.recovery_totals rename to elsewhere;
select throws_ok('select * from baton._metrics_of_maintenance()', '42P01', null, 'what made the part fail is seen where it is asked alone');
select is(pg_temp.failed(), 'maintenance', 'the part that raises is named');
select is((select array_agg(family order by family) from unnest(:'before'::text[]) as family
    where family not in (select metrics.family from baton.metrics)),
  '{baton_job_recoveries_total,baton_on_hold,baton_retention_failures,baton_retention_last_success_timestamp_seconds,baton_schema_version,baton_tick_age_seconds}',
  'nothing but its metrics is missing');
select matches(baton.metrics_text(), E'\nbaton_metrics_failed{part="maintenance"} 1\n', 'and so it is served');
select * from finish();
rollback;
