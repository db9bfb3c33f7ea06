begin;
\ir ../fixtures.psql
-- A partial end, per rules of the step and report: retried, or failed for a person to look at.
create function pg_temp.outcome(p_rules text, p_report jsonb) returns text language plpgsql as $$
declare
  v_executor bigint := pg_temp.executor('judge', 1000);
  v_job bigint := pg_temp.job(jsonb_build_array(jsonb_build_object('key', 'a', 'command', '["x"]'::jsonb, 'rules', p_rules::jsonb)));
begin
  perform pg_temp.claim(v_executor);
  perform pg_temp.report(v_job, 'a', '{"ended": "exited", "exit_code": 1, "rule_partial": true}' || p_report);
  return (select concat_ws(' ', s.status, s.status_reason, s.error_code, s.error_type, t.outcome) from steps as s join attempts as t using (job_id) where job_id = v_job);
end $$;
\set verifying '[{"match": "stdout", "pattern": "Head code", "verifies": "checkpoint"}]'
select plan(17);
select is(pg_temp.outcome('[]', '{}'), 'failed partial PARTIAL_SUCCESS FATAL partial', 'nothing to resume from');
select is(pg_temp.outcome('[]', '{"checkpoint": {}}'), 'failed partial PARTIAL_SUCCESS FATAL partial', 'an empty checkpoint is none');
select is(pg_temp.outcome('[]', '{"checkpoint": {"row": 5}}'), 'retrying partial PARTIAL_SUCCESS RETRYABLE partial', 'a script''s own checkpoint counts');
select is(pg_temp.outcome(:'verifying', '{"checkpoint": {"row": 5}, "checkpoint_verified": false}'), 'failed partial PARTIAL_SUCCESS FATAL partial', 'not where rules verify and none matched');
select is(pg_temp.outcome(:'verifying', '{"checkpoint": {"row": 5}}'), 'failed partial PARTIAL_SUCCESS FATAL partial', 'nor where nothing is said of it');
select is(pg_temp.outcome(:'verifying', '{"checkpoint": {"row": 5}, "checkpoint_verified": true}'), 'retrying partial PARTIAL_SUCCESS RETRYABLE partial', 'verified');
select is(pg_temp.outcome(:'verifying', '{"checkpoint_verified": true}'), 'failed partial PARTIAL_SUCCESS FATAL partial', 'a proof without a checkpoint is no help');
select is(pg_temp.outcome('[]', '{"message": {"type": "error", "code": "AUTH_FAILED"}, "checkpoint": {"row": 5}}'), 'failed partial AUTH_FAILED FATAL partial', 'what no other try could mend is not tried again');
select is(pg_temp.outcome('[]', '{"message": {"type": "error", "code": "PARTIAL_SUCCESS"}, "rule_partial": false, "checkpoint": {"row": 5}}'), 'retrying partial PARTIAL_SUCCESS RETRYABLE partial', 'the code alone says it too');

-- Another class does not get around it.
insert into baton.error_classes (position, code, reported_codes, error_type, max_retries, user_message, suggested_action)
values (1, 'RATE_LIMIT', '{RATE_LIMIT}', 'RETRYABLE', 5, 'Slow down. Retrying...', 'Wait');
select is(pg_temp.outcome('[]', '{"message": {"type": "error", "code": "RATE_LIMIT"}}'), 'failed partial PARTIAL_SUCCESS FATAL partial', 'nor a class that allows retries');
select is(pg_temp.outcome('[]', '{"message": {"type": "error", "code": "RATE_LIMIT"}, "checkpoint": {"row": 5}}'), 'retrying partial RATE_LIMIT RETRYABLE partial', 'verified, it is that class');

-- Once: then a person decides, and nothing recovers it by itself.
select pg_temp.executor('once') as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "none"}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "rule_partial": true, "checkpoint": {"row": 5}}') \g /dev/null
select is(pg_temp.claim(:executor), 'a', 'it resumes');
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "rule_partial": true, "checkpoint": {"row": 6}}') \g /dev/null
select is(pg_temp.state(:job, 'a'), 'failed (partial)', 'a second time is once too often');
select is((select checkpoint from steps where job_id = :job), '{"row": 6}', 'the checkpoint is kept for who looks at it');
select baton.recover_orphans('failed') \g /dev/null
select is(pg_temp.state(:job, 'a'), 'failed (partial)', 'nothing retries it unasked');
select matches(pg_temp.outcome('[]', '{}') || (select error_message || suggested_action from steps where error_code = 'PARTIAL_SUCCESS' and attempts = 1 and status = 'failed' order by job_id desc limit 1),
  'Part of the work was done.*could not be verified.*mark the step as completed, or retry', 'and people are told');
select is((
  select count(*) from steps, regexp_matches(error_message, 'part of the work was done', 'gi')
  where job_id = :job), 1::bigint, 'once');
select * from finish();
rollback;
