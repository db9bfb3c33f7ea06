begin;
\ir ../../fixtures.psql
select plan(3);
\set job 'pg_temp.job(''[{"key": "a", "command": ["x"]}]'')'
select :job as job \gset
select set_eq(
  format('select jsonb_object_keys(baton.job_status(%s))', :job),
  array['id', 'job_type', 'status', 'status_reason', 'subject', 'current_phase', 'current_step', 'progress_percent', 'done_steps', 'total_steps',
    'created_at', 'started_at', 'completed_at', 'error_code', 'error_type', 'error_message', 'details',
    'suggested_action', 'last_attempt_at', 'next_retry_at', 'total_attempts', 'warnings', 'cancelled_at', 'cancelled_by', 'cancel_reason', 'steps'],
  'a job has exactly these fields');
select set_eq(
  format('select jsonb_object_keys(baton.job_status(%s) -> ''steps'' -> 0)', :job),
  array['step_id', 'step_label', 'phase', 'kind', 'status', 'status_reason', 'depends_on', 'attempts', 'started_at',
    'duration_ms', 'next_retry_at', 'progress', 'progress_message', 'outputs', 'warning', 'notes', 'error_code', 'error_type',
    'error_message', 'error_detail', 'budgets', 'items', 'suggested_action', 'instructions'],
  'a step has exactly these fields');
select is(baton.job_status(:job) ->> 'status', 'pending', 'a new job is pending');

select * from finish();
rollback;
