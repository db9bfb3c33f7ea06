begin;
\ir ../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "rule_error": "STATE_CONFLICT", "output": [{"stream": "stderr", "start": 0, "end": 9, "text": "Email already registered"}]}'), 'recorded', 'reported');
select is((select row(status, warning, error_type)::text from steps where job_id = :job),
  row('completed'::text, 'STATE_CONFLICT: Email already registered'::text, 'FATAL'::text)::text, 'completed, with what happened');
select is((select row(status, warnings)::text from jobs where id = :job), row('completed'::text, 1)::text, 'the job counts the warning');

select * from finish();
rollback;
