begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'a runs');
select pg_temp.pass('10 seconds') \g /dev/null
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "ended_ms_ago": 4000, "outputs": {"n": 1}, "stdout_bytes": 6, "cpu_ms": 12, "max_rss_kb": 3000,
  "details": {"notes": ["hello"]}, "output": [{"stream": "stdout", "start": 0, "end": 6, "text": "hello\n"}]}'), 'recorded', 'recorded');
select is((select row(outcome, exit_code, duration, stdout_bytes, cpu_ms, max_rss_kb, details)::text from attempts where job_id = :job),
  row('completed'::text, 0, interval '6 seconds', 6::bigint, 12, 3000::bigint, '{"notes": ["hello"]}'::jsonb)::text, 'the attempt, with the end that the executor saw');
select is((select s.outputs || jsonb_build_object('text', o.content) from steps as s join attempt_output as o using (job_id) where job_id = :job),
  '{"n": 1, "text": "hello\n"}', 'outputs and output');

select * from finish();
rollback;
