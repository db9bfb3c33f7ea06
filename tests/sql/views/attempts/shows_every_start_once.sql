begin;
\ir ../../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "fixed"}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'first start');
select is((select row(attempt, outcome, executor, host, finished_at)::text from attempts where job_id = :job),
  row(1, 'running'::text, 'one'::text, 'test-host'::text, null::timestamptz)::text, 'what runs is an attempt already');
select is(pg_temp.stumble(:job, 'a'), 'recorded', 'it fails');
select pg_temp.pass('5 seconds') \g /dev/null
select is(pg_temp.claim(:executor), 'a', 'second start');
select is((select array_agg(row(attempt, outcome, exit_code, error_code)::text order by attempt) from attempts where job_id = :job),
  array[row(1, 'failed'::text, 1, 'TIMEOUT'::text)::text, row(2, 'running'::text, null::int, null::text)::text], 'both starts, each once');
select hasnt_column('baton', 'attempts', 'token', 'the right to report is not shown');

select * from finish();
rollback;
