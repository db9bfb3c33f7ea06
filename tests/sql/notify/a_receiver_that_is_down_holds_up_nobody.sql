-- Each try of a webhook keeps a slot until the receiver's time is up: after a few of them its breaker is open, and
-- the executors are there for others.
begin;
\ir ../fixtures.psql
select plan(6);
select baton.define_job_type(jsonb_build_object('job_type', name, 'steps', '[{"key": "a", "command": ["x"]}]'::jsonb))
from unnest(array['t', 'u']) as name \g /dev/null
insert into baton.notifications (name, kind, job_type, webhook_url) values ('hook', 'job_ended', 't', 'https://example.org/x');
insert into baton.notifications (name, kind, webhook_url) values ('alarm', 'breaker_opened', 'https://example.org/x');
insert into baton.notifications (name, kind, channel) values ('bell', 'breaker_opened', 'bell');
insert into baton.notifications (name, kind, job_type, webhook_url) values (repeat('n', 63), 'job_ended', 'u', 'https://example.org/x');
select is((select array_agg(name order by name) from baton.circuit_breakers),
  array['webhook.alarm', 'webhook.hook', left('webhook.' || repeat('n', 63), 63)], 'every webhook has a breaker');
select pg_temp.executor() as executor \gset
insert into baton.jobs (job_type) select 't' from generate_series(1, 8);
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(id, 'a') from baton.jobs where job_type = 't' \g /dev/null
select is((select count(*) from baton.jobs where job_type = 'webhook.hook'), 8::bigint, 'eight ends bring eight webhooks');
select pg_temp.claim(:executor, 2) \g /dev/null
select pg_temp.report(job_id, 'send', '{"ended": "timeout"}') from baton.running \g /dev/null
select is((select state from baton.circuit_breakers where name = 'webhook.hook'), 'open', 'two that get no answer open its breaker');
select pg_temp.job('[{"key": "mine", "command": ["x"]}]') \g /dev/null
select is(pg_temp.claim(:executor), 'mine', 'the others wait, and keep no slot');
select is((select count(*) from baton.jobs where job_type = 'webhook.alarm'), 0::bigint, 'no webhook tells of the breaker of a webhook');
update baton.notifications set enabled = false where name = 'hook';
select baton.open_breaker('webhook.alarm', 'test') \g /dev/null
select is((select count(*) from baton.jobs where job_type = 'webhook.alarm'), 0::bigint, 'also not one that a person opens');
select * from finish();
rollback;
