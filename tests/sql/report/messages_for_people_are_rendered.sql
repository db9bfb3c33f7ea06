begin;
\ir ../fixtures.psql
select plan(18);
create function pg_temp.told(p_template text, p_goes_on boolean) returns text language sql as $$
  select baton._user_message(p_template, '{"error": "disk on fire", "attempt": 2, "timeout": "3 min", "step": {"key": "a", "label": "First"}, "checkpoint": {"last_step": 5, "file": {"name": "m. csv"}}}', p_goes_on)
$$;
select is(pg_temp.told('Request timed out. Retrying...', true), 'Request timed out. Retrying...', 'as it is');
select is(pg_temp.told('Request timed out. Retrying...', false), 'Request timed out.', 'nothing is announced that does not follow');
select is(pg_temp.told('Resuming from last step {{checkpoint.last_step}}...', true), 'Resuming from last step 5...', 'a value of the checkpoint');
select is(pg_temp.told('Part of it is done. Resuming from {{checkpoint.row}}...', true), 'Part of it is done.', 'a sentence without its value goes');
select is(pg_temp.told('At {{ checkpoint.file.name }}. Failed: {{error}}.', false), 'At m. csv. Failed: disk on fire.', 'nested values, blanks, and dots in values');
select is(pg_temp.told('Resuming from {{checkpoint.row}}...', true), 'disk on fire', 'without any sentence left the attempt''s own words have to do');
select is(pg_temp.told('Login failed. Check credentials', false), 'Login failed. Check credentials', 'the last sentence needs no full stop');
select is(pg_temp.told('{{step.label}} took over {{timeout}} in attempt {{attempt}}', false), 'First took over 3 min in attempt 2', 'step, timeout, attempt');

-- Configuration that timed out half-way, in the words of its job type.
insert into baton.error_classes (job_type, position, code, timed_out, partial, error_type, max_retries, backoff, user_message, suggested_action)
values ('t_website', 20, 'PARTIAL_SUCCESS', true, true, 'RETRYABLE', 1, 'none',
  'Configuration timed out. Partial configuration was applied (head code added). Last successful step: STEP {{checkpoint.last_step}}. Resuming...', 'Retry the job');
select baton.define_job_type('{"job_type": "t_website", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
insert into baton.jobs (job_type) values ('t_website') returning id as job \gset
select pg_temp.executor() as executor \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "timeout", "rule_partial": true, "checkpoint": {"last_step": "5"}}') \g /dev/null
select is(baton.job_status(:job) ->> 'error_message',
  'Configuration timed out. Partial configuration was applied (head code added). Last successful step: STEP 5. Resuming...', 'told while it goes on');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "timeout", "rule_partial": true, "checkpoint": {"last_step": "5"}}') \g /dev/null
select is(baton.job_status(:job) ->> 'error_message',
  'Configuration timed out. Partial configuration was applied (head code added). Last successful step: STEP 5.', 'and when it has failed');
select is(baton.job_status(:job) #>> '{details,error}', 'ran longer than its timeout of 2 min', 'beside the facts');

select is((select suggested_action from baton.classify_error('t', 1, null, false, 'VALIDATION', '', '')),
  'Correct the data: baton jobs retry ID --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job(ID, p_parameters => ''{"KEY": "VALUE"}'')',
  'what to do, before there is a job');

-- What the attempt itself said.
select is(baton._report_text('{"ended": "exited", "exit_code": 1}', null, null, out), said, said)
from (values
  (E'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: bad price\n', 'ValueError: bad price'),
  (E'Error: connect ECONNREFUSED\n    at TCPConnectWrap.afterConnect {\n  errno: -111\n}\n\nNode.js v20.11.0\n', 'Error: connect ECONNREFUSED'),
  (E'Upload: <!DOCTYPE html>\n<html><head><title>api.example.com | 520: Web server is returning an unknown error</title></head>', 'Upload: api.example.com | 520: Web server is returning an unknown error'),
  (E'<html><body><style>p {}</style><p>Sorry,\n the   service</p> is away</body></html>', 'Sorry, the service is away'),
  (E'', 'exited with 1')) as printed (out, said);
select is(length(baton._plain_text('<html><body>' || repeat('word ', 100))), 199, 'without a title 200 characters at most');
select * from finish();
rollback;
