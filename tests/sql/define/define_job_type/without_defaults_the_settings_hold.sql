begin;
\ir ../../refusal.psql
select plan(1);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select is((select spec::jsonb from baton.definition_steps s join baton.job_types t using (definition_id) where t.name = 't'),
  '{"key": "a", "job_type": "t", "command": ["x"], "environment": {}, "timeout_ms": 120000, "idle_timeout_ms": null, "grace_ms": 10000,
    "messages": "events", "on_disconnect": "auto", "rules": []}'::jsonb, 'timeout 2 minutes, grace 10 seconds');

select * from finish();
rollback;
