begin;
\ir ../fixtures.psql
\ir ../refusal.psql
select plan(32);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
create function pg_temp.rule(p_columns text, p_values text) returns text language sql as $$
  select pg_temp.refusal(format('insert into baton.notifications (%s) values (%s)', p_columns, p_values))
$$;
select is(pg_temp.rule(columns, vals), 'BT130: notification: ' || says, says)
from (values
  ('name, channel', $$'no blanks', 'c'$$, 'name must have up to 63 letters, digits, "_", "." and "-"'),
  ('name, kind, channel', $$'n', 'job_started', 'c'$$, 'kind is none of job_ended, retries_exhausted, breaker_opened, orphan_recovered'),
  ('name, status, channel', $$'n', 'pending', 'c'$$, 'status is one of completed, failed, cancelled, and only for kind job_ended'),
  ('name, kind, status, channel', $$'n', 'retries_exhausted', 'failed', 'c'$$, 'status is one of completed, failed, cancelled, and only for kind job_ended'),
  ('name, kind, job_type, channel', $$'n', 'breaker_opened', 't', 'c'$$, 'kind breaker_opened does not look at job_type and error_code'),
  ('name, circuit_breaker, channel', $$'n', 'b', 'c'$$, 'kind job_ended does not look at circuit_breaker'),
  ('name', $$'n'$$, 'exactly one of channel, target_job_type and webhook_url must be given'),
  ('name, channel, target_job_type', $$'n', 'c', 't'$$, 'exactly one of channel, target_job_type and webhook_url must be given'),
  ('name, webhook_url, target_job_type', $$'n', 'https://example.com', 't'$$, 'exactly one of channel, target_job_type and webhook_url must be given'),
  ('name, channel', $$'n', ''$$, 'channel must have 1 to 63 bytes'),
  ('name, webhook_url', $$'n', 'ftp://example.com'$$, 'webhook_url is no URL that begins with https:// or http://'),
  ('name, webhook_url', $$'n', 'https://example.com/{{parameters.x}}'$$, 'webhook_url is no URL that begins with https:// or http://'),
  ('name, webhook_url', $$'n', 'https://joe:hush@example.com/x'$$, 'webhook_url holds a user or a password'),
  ('name, channel, webhook_secret', $$'n', 'c', 's'$$, 'webhook_secret is the name of a secret, and only for a webhook'),
  ('name, webhook_url, webhook_secret', $$'n', 'https://example.com/', '../s'$$, 'webhook_secret is the name of a secret, and only for a webhook'),
  ('name, target_job_type', $$'n', 'u'$$, 'there is no job type u')
) as cases (columns, vals, says);

insert into baton.circuit_breakers (name) values ('t_there');
select is(pg_temp.refusal('insert into baton.notifications (name, channel, ' || columns || ') values (''n'', ''c'', ' || vals || ')'), says, says)
from (values
  ('job_type', $$'u'$$, 'BT020: notifications: there is no job type u'),
  ('error_code', $$'NETWROK'$$, 'BT161: notifications: there is no error class "NETWROK"'),
  ('kind, circuit_breaker', $$'breaker_opened', 'b'$$, 'BT080: notifications: there is no circuit breaker b'),
  ('error_code', $$'EXECUTOR_LOST'$$, 'accepted')
) as cases (columns, vals, says);
delete from baton.notifications;
select is(pg_temp.refusal('update baton.circuit_breakers set error_codes = ''{NETWORK,NETWROK}'''),
  'BT161: circuit_breakers: there is no error class "NETWROK"', 'classes that open a breaker');

create role t_operator login in role baton_operator;
set local role t_operator;
insert into baton.notifications (name, webhook_url, webhook_secret) values ('hook', 'https://example.com/x?y=1', 'hook-key');
select lives_ok($$insert into baton.notifications (name, webhook_url) values ('mail', 'https://example.com/to?x=a@b')$$, 'an @ further on is none');
insert into baton.notifications (name, channel) values ('bell', 'failures');
reset role;
select is((select definition -> 'steps' -> 0 -> 'environment' from baton.definitions where job_type = 'webhook.hook'),
  '{"WEBHOOK_URL": "https://example.com/x?y=1", "WEBHOOK_SECRET": {"secret": "hook-key"}}', 'a webhook is a job type that knows where, and by which secret');
update baton.notifications set webhook_url = 'https://example.org/', webhook_secret = null where name = 'hook';
select is((select version || ': ' || (definition -> 'steps' -> 0 ->> 'environment') from baton.definitions where job_type = 'webhook.hook' order by version desc limit 1),
  '2: {"WEBHOOK_URL": "https://example.org/"}', 'a change is its next version');
select is(pg_temp.refusal($$update baton.notifications set target_job_type = 't' where name = 'bell'$$),
  'BT130: notification: exactly one of channel, target_job_type and webhook_url must be given', 'a change is checked, too');
update baton.notifications set webhook_url = null, channel = 'c' where name = 'hook';
select is((select target_job_type from baton.notifications where name = 'hook'), null, 'a rule can turn to another target');
select isnt((select disabled_at from baton.job_types where name = 'webhook.hook'), null, 'its job type takes no more jobs');
update baton.notifications set webhook_url = 'https://example.org/', channel = null where name = 'hook';
delete from baton.notifications where name = 'hook';
select isnt((select disabled_at from baton.job_types where name = 'webhook.hook'), null, 'nor when the rule is gone');

-- Where a webhook goes is for who may make rules: its job type is nobody else's to define, before or after.
select is(pg_temp.refusal($$select baton.define_job_type('{"job_type": "webhook.mail", "steps": [{"key": "a", "command": ["x"]}]}')$$),
  'BT131: job type webhook.mail is made by Baton for a notification', 'an author does not define it');
select is(pg_temp.refusal($$select baton.define_job_type('{"job_type": "webhook.later", "steps": [{"key": "a", "command": ["x"]}]}')$$),
  'BT131: job type webhook.later is made by Baton for a notification', 'nor before the rule is there');
select is(pg_temp.refusal($$select baton.disable_job_type('webhook.mail')$$), 'BT131: job type webhook.mail is made by Baton for a notification', 'or disable it');
select is(pg_temp.refusal($$select baton.enable_job_type('webhook.hook')$$), 'BT131: job type webhook.hook is made by Baton for a notification', 'or enable one whose rule is gone');

select * from finish();
rollback;
