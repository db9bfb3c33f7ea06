begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(7);
select pg_temp.ended('menu', '31 days') as old \gset
select pg_temp.ended('menu', '29 days') as young \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as running \gset
select pg_temp.claim(:executor) \g /dev/null
insert into output_rows (job_id, n, attempt, stream, start_offset, end_offset, written_at, content) select job_id, n, attempt, 'stdout', 0, 5, _now() - interval '31 days', 'still' from running;
prepare printed as select job_id, count(*) from output_rows group by job_id order by job_id;
select results_eq('printed', format('values (%s::bigint, 2::bigint), (%s, 2), (%s, 1)', :old, :young, :running), 'all have printed');
select results_eq('select rows from pg_temp.exact() where action = ''delete output''',
  'values (2::bigint)', 'the preview shows what is to go');
select is(pg_temp.run() ->> 'output_rows', '2', 'so much goes');
select results_eq('printed', format('values (%s::bigint, 2::bigint), (%s, 1)', :young, :running), 'of what has ended, and is older than 30 days');
select is((select count(*) from attempt_rows where job_id = :old), 2::bigint, 'attempts stay');
update retention_settings set keep_output_for = '7 days';
select is(pg_temp.run() ->> 'output_rows', '2', 'the setting counts at once');
select results_eq('printed', format('values (%s::bigint, 1::bigint)', :running), 'a script that runs keeps its own');

select * from finish();
rollback;
