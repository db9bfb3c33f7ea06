begin;
\ir ../fixtures.psql
select plan(19);
select baton.define_job_type('{"job_type": "t", "steps": [
  {"key": "a", "command": ["x"], "environment": {"TOKEN": {"secret": "api-token"}}},
  {"key": "b", "command": ["x"], "depends_on": ["a"]}]}') \g /dev/null
create function pg_temp.submit(p_auto_start boolean default true, p_deadline timestamptz default null) returns bigint
language sql
as $$ select baton.create_job('t', p_auto_start => p_auto_start, p_deadline => p_deadline, p_secrets => '{"api-token": "canary-1"}') $$;
create function pg_temp.kept(p_job bigint) returns boolean
language sql
as $$ select exists (select from baton.job_secrets where job_id = p_job) $$;
select pg_temp.executor() as executor \gset

select pg_temp.submit() as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null
select is(pg_temp.kept(:job), true, 'while it runs they are kept');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'b') \g /dev/null
select is(pg_temp.job_state(:job) || ' ' || pg_temp.kept(:job), 'completed false', 'completed');

select pg_temp.submit() as failed \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.stumble(:failed, 'a') \g /dev/null
select is(pg_temp.kept(:failed), true, 'the next attempt gets them, too');
select pg_temp.pass('1 hour') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.fail(:failed, 'a') \g /dev/null
select is(split_part(pg_temp.job_state(:failed), ' ', 1) || ' ' || pg_temp.kept(:failed), 'failed false', 'failed');

select pg_temp.submit() as waiting \gset
select is(baton.cancel_job(:waiting) || ' ' || pg_temp.kept(:waiting), 'cancelled false', 'cancelled before it began');
select pg_temp.submit(false) as draft \gset
select is(baton.cancel_job(:draft) || ' ' || pg_temp.kept(:draft), 'cancelled false', 'a draft that is given up');
select pg_temp.submit() as running \gset
select pg_temp.claim(:executor) \g /dev/null
select is(baton.cancel_job(:running) || ' ' || pg_temp.kept(:running), 'cancelling true', 'not while its script is being stopped');
select pg_temp.report(:running, 'a', '{"ended": "cancelled"}') \g /dev/null
select is(pg_temp.job_state(:running) || ' ' || pg_temp.kept(:running), 'cancelled (cancelled) false', 'but when it is');

select pg_temp.submit(p_deadline => baton._now() + interval '1 minute') as late \gset
select pg_temp.pass('2 minutes') \g /dev/null
select baton.maintain() \g /dev/null
select baton.maintain() \g /dev/null
select is(split_part(pg_temp.job_state(:late), ' ', 1) || ' ' || pg_temp.kept(:late), 'cancelled false', 'at its deadline');

select pg_temp.submit() as edited \gset
select baton.set_step_statuses(:edited, '[{"step": "a", "status": "skipped"}, {"step": "b", "status": "skipped"}]', 'not needed') \g /dev/null
select is(pg_temp.job_state(:edited) || ' ' || pg_temp.kept(:edited), 'completed false', 'by an edit');

select baton.create_job('t', p_batch_id => 'many', p_secrets => '{"api-token": "canary-1"}') as of_batch \gset
select baton.cancel_batch('many', 'enough') \g /dev/null
select is(pg_temp.job_state(:of_batch) || ' ' || pg_temp.kept(:of_batch), 'cancelled (cancelled) false', 'with its batch');

update baton.settings set lost_attempts = 0;
select pg_temp.submit() as lost, pg_temp.executor('dies') as dying \gset
select pg_temp.claim(:dying) \g /dev/null
update baton.executors set renewed_tick = renewed_tick - 3 where id = :dying;
select baton._expire_leases(1000) \g /dev/null
select is(split_part(pg_temp.job_state(:lost), ' ', 1) || ' ' || pg_temp.kept(:lost), 'failed false', 'when its attempts were lost too often');

select baton.define_job_type('{"job_type": "never", "steps": [
  {"key": "a", "command": ["x"], "environment": {"TOKEN": {"secret": "api-token"}}, "when": {"parameters.go": "exists"}}]}') \g /dev/null
select baton.create_job('never', p_secrets => '{"api-token": "canary-1"}') as never \gset
select is(pg_temp.job_state(:never) || ' ' || pg_temp.kept(:never), 'completed false', 'one that ends as it begins keeps none');

-- What runs again has none, whichever door it comes through.
select is(baton.retry_job(:failed), 'in_progress', 'a job may run again without them');
create temp table claimed as select * from baton.claim_steps(:executor, nextval('call_numbers'), 10);
select is((select needs_secrets::text || ' ' || unstartable from claimed where job_id = :failed),
  'false {"code": "SECRETS_ERASED", "message": "the step needs api-token, which came with the job and ended with it"}', 'but a step that needs them is not started');
select is(pg_temp.report(:failed, 'a', (select '{"ended": "not_started"}'::jsonb || jsonb_build_object('message', '{"type": "error"}'::jsonb || unstartable::jsonb) from claimed where job_id = :failed)),
  'recorded', 'the executor says so');
select is((select error_code || ': ' || error_message || ' ' || suggested_action from baton.steps where job_id = :failed and key = 'a'),
  'SECRETS_ERASED: The secrets that came with the job are erased: the step needs api-token, which came with the job and ended with it. Submit a new job with its secrets',
  'and people are told what to do');
select is(baton.retry_job(:job, 'b'), 'in_progress', 'what needs none');
select is(pg_temp.claim(:executor), 'b', 'runs again as ever');
select * from finish();
rollback;
