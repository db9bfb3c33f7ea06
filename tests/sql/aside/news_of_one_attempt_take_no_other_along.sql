-- Output and progress of attempts that run, of which one cannot be written.
begin;
\ir ../fixtures.psql
\ir poison.psql
set client_min_messages = error;
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.jobs(9) as jobs \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.poison('running', 'update', (:'jobs'::bigint[])[4:4]) \g /dev/null
select is(baton.record_progress(:executor, (
  select jsonb_agg(jsonb_build_object('job_id', job_id, 'n', n, 'token', token, 'percent', 40)) from baton.running)), 8, 'progress of all others is noted');
select is((select count(*)::int from baton.running where progress = 40), 8, 'as it was said');
select pg_temp.cure('running') \g /dev/null
select pg_temp.poison('output_rows', 'insert', (:'jobs'::bigint[])[4:4]) \g /dev/null
select is(baton.append_output(:executor, (
  select jsonb_agg(jsonb_build_object('job_id', job_id, 'n', n, 'token', token, 'stream', 'stdout', 'start', 0, 'end', 1, 'text', 'x')) from baton.running)), 8, 'output of all others is kept');
select pg_temp.cure('output_rows') \g /dev/null
select is((select count(distinct job_id)::int from baton.output_rows), 8, 'once each');
select is(pg_temp.report_all(:executor), '9 recorded', 'and all of them end');
select * from finish();
rollback;
