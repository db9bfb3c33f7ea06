begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(19);
select pg_temp.ended('menu', '1 hour') as one \gset
select pg_temp.ended('menu', '1 hour') as two \gset
select pg_temp.ended('menu', '1 hour') as three \gset
create function pg_temp.at(p_time timestamptz) returns void language sql as $$ select set_config('test.now', p_time::text, true) $$;
select pg_temp.at('2030-02-01 01:30+02'), archive_jobs(array[:one]), pg_temp.at('2030-02-03'), archive_jobs(array[:two]) \g /dev/null
create function pg_temp.months() returns text language sql as $$ select string_agg(concat_ws(' ', month, state, jobs, leaves_at at time zone 'UTC'), ', ' order by month) from baton.archived_months $$;
select is(pg_temp.months(), '2030-01 to export 1, 2030-02 open 1', 'a month is a month of UTC');
prepare january as select job_id, line::jsonb - 'archived_at' = (select document from archived_jobs where archived_jobs.job_id = line.job_id) from read_archived_month('2030-01') as line;
select results_eq('january', format('values (%s::bigint, true)', :one), 'one line per job: its document');
select is_empty(format('select read_archived_month(''2030-01'', %s)', :one), 'and no more');

select throws_ok($$select read_archived_month('2030-02')$$, 'BT116', 'month 2030-02 has not ended', 'not ended');
select throws_ok($$select read_archived_month('2029-12')$$, 'BT115', 'the archive has no month 2029-12', 'not there');
select throws_ok($$select read_archived_month('Jan 30')$$, 'BT114', 'the month is none such as 2026-01', 'not a month');
select throws_ok($$select record_archive_export('2030-01', 'f', repeat('a', 64), 100, 2)$$, 'BT117', 'the file has 2 jobs, month 2030-01 has 1', 'not all');
select throws_ok($$select record_archive_export('2030-01', 'f', 'abc', 100, 1)$$, '23514', null, 'not a checksum');

select lives_ok($$select record_archive_export('2030-01', '/a/2030-01', repeat('a', 64), 100, 1)$$, 'exported');
select is(pg_temp.months(), '2030-01 exported 1 2031-02-01 00:00:00, 2030-02 open 1', 'it may leave, a year after its end');
select pg_temp.at('2031-01-31 23:59+00') \g /dev/null
select is(pg_temp.run() -> 'dropped_months', '[]', 'not before');
select pg_temp.at('2030-01-20'), archive_jobs(array[:three]), pg_temp.at('2031-02-01 00:00+00') \g /dev/null
select is(pg_temp.run() -> 'dropped_months', '[]', 'not when a job has come after the export');
select is(pg_temp.months(), '2030-01 changed 2, 2030-02 to export 1', 'which is shown');
select record_archive_export('2030-01', '/a/2030-01', repeat('b', 64), 200, 2) \g /dev/null
select is(pg_temp.run() -> 'dropped_months', '["2030-01"]', 'exported again, it leaves');
select is(pg_temp.months(), '2030-01 dropped 2, 2030-02 to export 1', 'and is known by its file');
select is((select concat_ws(' ', file, sha256, file_bytes, dropped_at = _now()) from archived_months where dropped_at is not null), '/a/2030-01 ' || repeat('b', 64) || ' 200 t', 'with its checksum');
select pg_temp.at('2040-01-01') \g /dev/null
select is(pg_temp.run() -> 'dropped_months', '[]', 'what is in no file stays for ever,');
update retention_settings set drop_without_export = true;
select is(pg_temp.run() -> 'dropped_months', '["2030-02"]', 'unless that is what is wanted');
select is((select count(*) from archived_jobs), 0::bigint, 'it is empty');

select * from finish();
rollback;
