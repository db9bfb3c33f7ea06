begin;
\ir ../fixtures.psql
-- How a step stands after a report.
create function pg_temp.outcome(p_report jsonb) returns text language plpgsql as $$
declare
  v_executor bigint := pg_temp.executor('judge', 1000);
  v_job bigint := pg_temp.job('[{"key": "a", "command": ["x"]}]');
begin
  perform pg_temp.claim(v_executor);
  perform pg_temp.report(v_job, 'a', p_report);
  return (select concat_ws(' ', status, error_code, error_detail) from steps where job_id = v_job);
end $$;
\set said '"unreadable_verdict": "it breaks off: {\\"type\\":\\"completion\\""'
select plan(9);
select is(pg_temp.outcome(('{"ended": "exited", "exit_code": 0, ' || :'said' || '}')::jsonb),
  'failed UNREADABLE_VERDICT it breaks off: {"type":"completion"', 'exit 0 is no success');
select is(pg_temp.outcome(('{"ended": "exited", "exit_code": 0, "message": {"type": "completion", "status": "success"}, ' || :'said' || '}')::jsonb),
  'failed UNREADABLE_VERDICT it breaks off: {"type":"completion"', 'nor is a success that was said before');
select is(pg_temp.outcome(('{"ended": "exited", "exit_code": 0, "message": {"type": "error", "code": "AUTH_FAILED", "message": "no"}, ' || :'said' || '}')::jsonb),
  'failed AUTH_FAILED no', 'an error that was said before is what is known');
select is(pg_temp.outcome(('{"ended": "exited", "exit_code": 0, "rule_error": "VALIDATION", ' || :'said' || '}')::jsonb),
  'failed VALIDATION it breaks off: {"type":"completion"', 'and so is what a rule found');
select is(pg_temp.outcome(('{"ended": "signaled", "signal": 9, ' || :'said' || '}')::jsonb),
  'retrying PROCESS_KILLED killed by signal 9, not by its executor: often that is the kernel, for lack of memory', 'another end is judged by itself: what was killed may have broken off');
select is(pg_temp.outcome(('{"ended": "timeout", ' || :'said' || '}')::jsonb),
  'retrying TIMEOUT ran longer than its timeout of 2 min', 'a timeout too');

-- The row decides, as for every class.
update error_classes set error_type = 'RETRYABLE', max_retries = 1 where code = 'UNREADABLE_VERDICT';
select is(pg_temp.outcome(('{"ended": "exited", "exit_code": 0, ' || :'said' || '}')::jsonb),
  'retrying UNREADABLE_VERDICT it breaks off: {"type":"completion"', 'it may be tried again');
update error_classes set error_type = 'FATAL', max_retries = 0, complete_with_warning = true where code = 'UNREADABLE_VERDICT';
select is(pg_temp.outcome(('{"ended": "exited", "exit_code": 0, ' || :'said' || '}')::jsonb), 'completed UNREADABLE_VERDICT it breaks off: {"type":"completion"', 'or complete');
select is((select warning from steps order by job_id desc limit 1), 'UNREADABLE_VERDICT: it breaks off: {"type":"completion"', 'with a warning');
select * from finish();
rollback;
