create function baton.job_progress(p_job_id bigint)
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
  v_progress jsonb;
begin
  perform _require_job(p_job_id);

  select jsonb_build_object(
      'status', overview.status,
      'current_phase', overview.current_phase,
      'current_step', overview.current_step,
      'step_statuses', (
        select jsonb_object_agg(step.key, step.status)
        from steps as step
        where step.job_id = overview.job_id),
      'progress_percent', overview.progress_percent,
      'done_steps', overview.done_steps,
      'total_steps', overview.total_steps)
    || coalesce((
        select jsonb_build_object('step_items', jsonb_object_agg(step.key, jsonb_strip_nulls(jsonb_build_object(
          'done', step.items_done, 'total', step.items_total, 'failed', step.items_failed))))
        from steps as step
        where step.job_id = overview.job_id and coalesce(step.items_done, step.items_total, step.items_failed) is not null
        having count(*) > 0), '{}')
  into v_progress
  from job_overview as overview
  where overview.job_id = p_job_id;

  return v_progress;
end
$$;
comment on function baton.job_progress(bigint) is
  'The small form of job_status, to be polled every few seconds: status, current_phase, '
  'current_step, step_statuses, progress_percent, done_steps of total_steps; where scripts count '
  'their items also step_items (done, total, failed). BT070: no such job.';
