begin;
\ir ../../fixtures.psql
select plan(2);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "phase": "p", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor, 1), 'a', 'a runs');
select is(baton.job_progress(:job),
  '{"status": "in_progress", "current_phase": "p", "current_step": "a", "step_statuses": {"a": "running", "b": "ready"}, "progress_percent": 0}',
  'it has these five fields and no more');

select * from finish();
rollback;
