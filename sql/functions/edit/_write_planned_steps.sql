-- The new statuses, and the counters of dependencies of every step. An end that is replaced by
-- another keeps its time: what followed it came after that.
create function baton._write_planned_steps(p_job baton.jobs, p_steps baton.step_plan[], p_reason text) returns void
language sql
set search_path = pg_catalog, baton, pg_temp
as $$
  with after as materialized (
    select n, not _is_end(to_status) as open, _is_end(to_status) and not _satisfies(to_status, to_reason) as failed
    from unnest(p_steps)
  ), counted as (
    select definition.n, count(*) filter (where after.open) as open, count(*) filter (where after.failed) as failed
    from definition_steps as definition
    left join lateral unnest(definition.parents) as parent(n) on true
    left join after on after.n = parent.n
    where definition.definition_id = p_job.definition_id
    group by definition.n
  )
  update step_rows as step
  set status = case when plan.changed then plan.to_status else step.status end,
      status_reason = case when plan.changed then plan.to_reason else step.status_reason end,
      open_dependencies = counted.open,
      failed_dependencies = counted.failed,
      ready_id = case when not plan.changed then step.ready_id when plan.to_status = 'ready' then nextval('baton.ready_id') end,
      due_at = case when not plan.changed then step.due_at end,
      started_at = case when plan.changed and plan.to_status = 'action_required' then _now() else step.started_at end,
      finished_at = case when not plan.changed then step.finished_at
        when _is_end(plan.to_status) then coalesce(step.finished_at, _now()) end,
      outputs = coalesce(plan.outputs, step.outputs),
      checkpoint = case when not (plan.changed and plan.forgets) then step.checkpoint end,
      error_code = case when not set_by_hand then step.error_code when plan.to_status = 'failed' then 'REJECTED' end,
      error_type = case when not set_by_hand then step.error_type when plan.to_status = 'failed' then 'FATAL' end,
      error_message = case when not set_by_hand then step.error_message when plan.to_status = 'failed' then p_reason end,
      error_detail = case when not set_by_hand then step.error_detail end,
      suggested_action = case when not set_by_hand then step.suggested_action end,
      warning = case when not set_by_hand then step.warning
        when plan.to_status = 'failed' and definition.on_failure = 'continue'
          then 'failed, and the job went on without it: REJECTED: ' || p_reason end,
      kept = case when not plan.changed or plan.asked is null and plan.to_status <> 'completed' then step.kept end
  from unnest(p_steps) as plan
  join definition_steps as definition on definition.definition_id = p_job.definition_id and definition.n = plan.n
  join counted on counted.n = plan.n
  cross join lateral (
    select plan.changed and plan.asked <> 'pending' and plan.from_status <> plan.to_status as set_by_hand
  ) as told
  where step.job_id = p_job.id and step.n = plan.n
    and (plan.changed or (step.open_dependencies, step.failed_dependencies) is distinct from (counted.open::int, counted.failed::int))
$$;
comment on function baton._write_planned_steps(baton.jobs, baton.step_plan[], text) is
  'Updates the steps of a job to a plan.';
