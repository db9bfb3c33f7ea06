-- 64 processors for eleven hours: more milliseconds than an int holds.
begin;
\ir ../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "cpu_ms": 2592000000, "max_rss_kb": 2147483648,
  "stdout_bytes": 3000000000, "outputs": {"n": 5}}'), 'recorded', 'it is recorded');
select is((select row(outputs, warning)::text from baton.steps where job_id = :job), row('{"n": 5}'::jsonb, null)::text, 'with its outputs');
select is((select row(cpu_ms, max_rss_kb, stdout_bytes)::text from baton.attempts where job_id = :job), '(2592000000,2147483648,3000000000)', 'and what it took');
select * from finish();
rollback;
