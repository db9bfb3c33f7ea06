begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(10);
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
create role outsider in role baton_app, baton_author, baton_executor, baton_reader, baton_cron;
create role insider in role baton_operator;
create temp table calls as select format(call, :job) as call from (values
  ('select baton.check_step_change(%s, ''a'', ''completed'')'),
  ('select baton.check_step_changes(%s, ''[{"step": "a", "status": "completed"}]'')'),
  ('select baton.set_step_status(%s, ''a'', ''completed'', ''x'')'),
  ('select baton.set_step_statuses(%s, ''[{"step": "a", "status": "skipped"}]'', ''x'')'),
  ('select baton.reset_step(%s, ''a'', ''x'')')) as listed(call);
grant select on calls to outsider, insider;
set local role outsider;
select throws_ok(call, '42501', null, call) from calls;
set local role insider;
select lives_ok(call, call) from calls;

reset role;
select * from finish();
rollback;
