-- What is most needed where something is wrong must not be gone because of it.
begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select is((select count(*) from baton.metrics where name = 'baton_metrics_failed' and value = 0), 6::bigint, 'every part says that it has not failed');
create function pg_temp.names() returns text[] language sql
as $$ select array_agg(distinct name) from baton.metrics where name !~ '^baton_executor' $$;
select pg_temp.names() as before \gset
update baton.executors set seen_at = 'infinity';
select is((select string_agg(labels ->> 'part', ' ') from baton.metrics where name = 'baton_metrics_failed' and value = 1), 'executors',
  'a part that cannot be read is named');
select is(pg_temp.names(), :'before'::text[], 'all others are there');
select matches(baton.metrics_text(), E'\nbaton_metrics_failed\\{part="executors"\\} 1\n', 'also for Prometheus');
select * from finish();
rollback;
