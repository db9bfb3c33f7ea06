begin;
\ir ../../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "done", "command": ["x"]}, {"key": "runs", "command": ["x"]}, {"key": "again", "command": ["x"]},
  {"key": "ready", "command": ["x"], "queue": "default"}, {"key": "person", "manual": "Look"},
  {"key": "waits", "command": ["x"], "depends_on": ["runs"]}, {"key": "never", "command": ["x"], "when": {"parameters.p": "exists"}}]') as job \gset
select is(pg_temp.claim(:executor, 3), 'done runs again', 'three start');
select is(pg_temp.report(:job, 'done') || pg_temp.stumble(:job, 'again'), 'recordedrecorded', 'two end');
select is(
  (select row(total_steps, pending, ready, running, retrying, action_required, completed, failed, skipped, cancelled, progress_percent, current_step, error_code, error_step, total_attempts)::text
   from job_overview where job_id = :job),
  row(7, 1, 1, 1, 1, 1, 1, 0, 1, 0, 28, 'runs'::text, 'TIMEOUT'::text, 'again'::text, 3)::text, 'each step is counted once, under what it is now');

select * from finish();
rollback;
