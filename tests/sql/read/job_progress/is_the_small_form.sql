begin;
\ir ../../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "phase": "p", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor, 1), 'a', 'a runs');
select is(baton.job_progress(:job),
  '{"status": "in_progress", "current_phase": "p", "current_step": "a", "step_statuses": {"a": "running", "b": "ready"}, "progress_percent": 0, "done_steps": 0, "total_steps": 2}',
  'it has these five fields and no more');
select baton.record_progress(:executor, jsonb_build_array(jsonb_build_object('job_id', :job, 'n', 1, 'token', token, 'items', '{"done": 10, "total": 40, "failed": 2}'::jsonb)))
from running where job_id = :job \g /dev/null
select is(baton.job_progress(:job),
  '{"status": "in_progress", "current_phase": "p", "current_step": "a", "step_statuses": {"a": "running", "b": "ready"}, "progress_percent": 15, "done_steps": 0, "total_steps": 2,
    "step_items": {"a": {"done": 10, "total": 40, "failed": 2}}}',
  'and the items that scripts count');

select * from finish();
rollback;
