begin;
\ir ../../refusal.psql
select plan(6);

select baton.define_job_type('{"job_type": "t", "defaults": {"timeout": "3 minutes", "idle_timeout": "1 minute", "grace": "1 second",
    "queue": "t_slow", "backoff": "linear", "on_failure": "continue", "max_attempts": 4, "messages": "stdout",
    "on_disconnect": "kill", "environment": {"A": "1", "B": "2"}},
  "steps": [{"key": "a", "command": ["x"]},
            {"key": "b", "label": "Second", "command": ["y", "{{parameters.p}}"], "timeout": "4 minutes", "queue": "default",
             "on_failure": "fail_job", "environment": {"B": "{{job.id}}"}, "max_attempts": 1,
             "rules": [{"match": "stdout", "pattern": "v(\\d)", "output": "v", "default": "{{parameters.d}}"}]},
            {"key": "c", "manual": "Look"}]}') \g /dev/null
create temp view defined as
  select s.* from baton.definition_steps s join baton.job_types t using (definition_id) where t.name = 't';
select is((select spec::jsonb from defined where key = 'a'),
  '{"key": "a", "job_type": "t", "command": ["x"], "environment": {"A": "1", "B": "2"}, "timeout_ms": 180000, "idle_timeout_ms": 60000,
    "grace_ms": 1000, "messages": "stdout", "on_disconnect": "kill", "rules": []}'::jsonb, 'the spec of a bare step');
select is((select spec::jsonb from defined where key = 'b'),
  '{"key": "b", "job_type": "t", "command": ["y", "{{parameters.p}}"], "environment": {"A": "1", "B": "{{job.id}}"}, "timeout_ms": 240000,
    "idle_timeout_ms": 60000, "grace_ms": 1000, "messages": "stdout", "on_disconnect": "kill",
    "rules": [{"match": "stdout", "pattern": "v(\\d)", "output": "v"}]}'::jsonb, 'the spec of a step with keys of its own');
select is((select row(label, backoff, on_failure, max_attempts, timeout, has_placeholders)::text from defined where key = 'a'),
  '(a,linear,continue,4,00:03:00,f)', 'the columns of a bare step');
select is((select row(label, backoff, on_failure, max_attempts, timeout, has_placeholders, output_defaults)::text from defined where key = 'b'),
  '(Second,linear,fail_job,1,00:04:00,t,"{""v"": ""{{parameters.d}}""}")', 'the columns of a step with keys of its own');
select is((select l.queue from defined d join baton.lanes l on l.id = d.lane where key = 'a'), 't_slow', 'a queue is made when it is named');
select is((select l.queue from defined d join baton.lanes l on l.id = d.lane where key = 'b'), 'default', 'or is there already');

select * from finish();
rollback;
