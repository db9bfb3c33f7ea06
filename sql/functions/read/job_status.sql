create function baton.job_status(p_job_id bigint)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_status jsonb;
begin
  perform _require_job(p_job_id);

  select jsonb_build_object(
      'id', overview.job_id,
      'job_type', overview.job_type,
      'status', overview.status,
      'status_reason', overview.status_reason,
      'subject', overview.subject,
      'current_phase', overview.current_phase,
      'current_step', overview.current_step,
      'progress_percent', overview.progress_percent,
      'done_steps', overview.done_steps,
      'total_steps', overview.total_steps,
      'created_at', overview.created_at,
      'started_at', overview.started_at,
      'completed_at', overview.finished_at,
      'error_code', overview.error_code,
      'error_type', (steps.by_key -> overview.error_step ->> 'error_type'),
      'error_message', overview.error_message,
      'details', _error_details(overview.job_id, overview.error_step),
      'suggested_action', overview.suggested_action,
      'last_attempt_at', steps.last_attempt_at,
      'next_retry_at', overview.next_retry_at,
      'total_attempts', overview.total_attempts,
      'warnings', overview.warnings,
      'cancelled_at', overview.cancelled_at,
      'cancelled_by', overview.cancelled_by,
      'cancel_reason', overview.cancel_reason,
      'steps', steps.in_order)
  into v_status
  from job_overview as overview
  cross join lateral (
    select
      jsonb_agg(shown.document order by step.n) as in_order,
      jsonb_object_agg(step.key, shown.document) as by_key,
      max(step.started_at) filter (where step.attempts > 0) as last_attempt_at
    from steps as step
    cross join lateral (
      select jsonb_build_object(
          'step_id', step.key,
          'step_label', step.label,
          'phase', step.phase,
          'kind', step.kind,
          'status', step.status,
          'status_reason', step.status_reason,
          'depends_on', step.depends_on,
          'attempts', step.attempts,
          'started_at', step.started_at,
          'duration_ms', _milliseconds(
            coalesce(step.finished_at, case when step.status = 'running' then _now() end) - step.started_at),
          'next_retry_at', step.next_retry_at,
          'progress', step.progress,
          'progress_message', step.progress_message,
          'items', nullif(jsonb_strip_nulls(jsonb_build_object(
            'done', step.items_done, 'total', step.items_total, 'failed', step.items_failed)), '{}'),
          'outputs', step.outputs,
          'warning', step.warning)
        || jsonb_build_object(
          -- A lookup by key where the last attempt has ended; of one that runs nothing is known
          -- yet.
          'notes', (
            select ended.details -> 'notes'
            from attempt_rows as ended
            where ended.job_id = step.job_id and ended.n = step.n and ended.attempt = step.attempts),
          'error_code', step.error_code,
          'error_type', step.error_type,
          'error_message', step.error_message,
          'error_detail', step.error_detail,
          'budgets', case when step.failures is not null or step.lost_attempts > 0 or step.max_attempts is not null then
            _step_budgets(step.job_id, step.n) end,
          'suggested_action', step.suggested_action,
          'instructions', step.instructions) as document
    ) as shown
    where step.job_id = overview.job_id
  ) as steps
  where overview.job_id = p_job_id;

  return v_status;
end
$$;
comment on function baton.job_status(bigint) is
  'All about a job as one document: status, where it is, percent, last error with suggested '
  'action, who cancelled it and why, and its steps. BT070: no such job.';
