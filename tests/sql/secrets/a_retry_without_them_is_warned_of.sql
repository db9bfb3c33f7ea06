begin;
\ir ../fixtures.psql
select plan(4);
select baton.define_job_type('{"job_type": "t", "steps": [
  {"key": "a", "command": ["x"], "environment": {"TOKEN": {"secret": "api-token"}}},
  {"key": "b", "command": ["x"], "environment": {"FILE": {"secret": "of-the-executor"}}, "depends_on": ["a"]}]}') \g /dev/null
select pg_temp.executor() as executor \gset
create function pg_temp.warnings(p_job bigint) returns text language sql as
$$ select coalesce(string_agg(warning ->> 'message', '; '), 'none') from jsonb_array_elements(baton.check_retry(p_job) -> 'warnings') as warning $$;

select baton.create_job('t', p_secrets => '{"api-token": "canary-1"}') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.fail(:job, 'a') \g /dev/null
select is(pg_temp.warnings(:job), 'a needs api-token, which came with the job and ended with it: it will fail, so submit a new job',
  'a step that needs what is erased');

select baton.create_job('t', p_secrets => '{"api-token": "canary-1"}') as other \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:other, 'a') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.fail(:other, 'b') \g /dev/null
select is(pg_temp.warnings(:other), 'none', 'one that is done needs it no more, and what the executor has is not erased');
select is((baton.check_retry(:job) -> 'valid')::text, 'true', 'it is a warning');
select baton.retry_job(:job) \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "unstartable", "message": {"type": "error", "code": "SECRETS_ERASED", "message": "it needs api-token"}}') \g /dev/null
select matches(baton.explain_step(:job, 'a'), 'Suggested action: Submit a new job with its secrets\.$', 'and explain_step names no other way');
select * from finish();
rollback;
