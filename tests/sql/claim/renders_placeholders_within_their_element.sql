begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
insert into baton.jobs (parameters, subject, steps) values ('{"email": "a b; rm -rf \"$HOME\"", "n": 3, "deep": {"x": [1, 2]}, "braces": "{{parameters.email}}"}', 'joes', '[
  {"key": "a", "command": ["x"]},
  {"key": "b", "depends_on": ["a"], "command": ["run", "--email={{parameters.email}}", "{{parameters.n}}", "{{parameters.deep}}", "{{context.a.head}}", "{{ job.subject }}", "{{parameters.braces}}"],
   "environment": {"N": "n={{parameters.n}}", "PASSWORD": {"secret": "admin-password"}}}]') returning id as job \gset
select is(pg_temp.claim(:executor), 'a', 'a');
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "outputs": {"head": "<b>"}}'), 'recorded', 'a has an output');
select command, environment, coalesce(unstartable, 'null') as unstartable from baton.claim_steps(:executor, 1000, 10) \gset
select is((:'command')::jsonb, '["run", "--email=a b; rm -rf \"$HOME\"", "3", "{\"x\": [1, 2]}", "<b>", "joes", "{{parameters.email}}"]',
  'each value stays inside its element, and is not looked at again');
select is((:'environment')::jsonb, '{"N": "n=3", "PASSWORD": {"secret": "admin-password"}}', 'a secret stays a name');
select is(:'unstartable'::text, 'null', 'it can be started');
select is((select count(*) from running where job_id = :job and n = 2), 1::bigint, 'and is held');

select * from finish();
rollback;
