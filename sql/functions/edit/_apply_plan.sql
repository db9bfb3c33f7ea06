-- Writes a plan that has no errors. Under the job's lock and those of its queue entries. Steps that
-- begin a new generation pass through pending, as every reset does. Returns how many steps became
-- ready.
create function baton._apply_plan(p_job baton.jobs, p_steps baton.step_plan[], p_failing text, p_reason text) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_opened int;
begin
  delete from ready
  using unnest(p_steps) as plan, step_rows as step, definition_steps as definition
  where plan.changed and plan.from_status = 'ready'
    and step.job_id = p_job.id and step.n = plan.n
    and definition.definition_id = p_job.definition_id and definition.n = plan.n
    and ready.lane = definition.lane and ready.priority = p_job.priority and ready.id = step.ready_id;
  delete from timers   -- by place, from the steps: no plan may begin with all the timers there are
  where timers.ctid = any (array(
    select timer.place
    from unnest(p_steps) as plan
    join step_rows as step on step.job_id = p_job.id and step.n = plan.n
    cross join lateral (
      select timers.ctid as place
      from timers
      where timers.kind = 'retry' and timers.due_at = step.due_at and timers.job_id = p_job.id and timers.n = plan.n
      offset 0
    ) as timer
    where plan.changed and plan.from_status = 'retrying'));

  update step_rows as step
  set status = 'pending',
      generation = step.generation + 1,
      attempts_before = step.attempts,
      lost = 0,
      failures = null,
      started_at = null,
      finished_at = null,
      outputs = null,
      checkpoint = case when not plan.forgets then step.checkpoint end,
      progress = null,
      progress_message = null,
      items = null,
      error_code = null,
      error_type = null,
      error_message = null,
      error_detail = null,
      suggested_action = null,
      warning = null,
      kept = null
  from unnest(p_steps) as plan
  where plan.renewed and step.job_id = p_job.id and step.n = plan.n;

  perform _write_planned_steps(p_job, p_steps, p_reason);

  insert into ready (lane, priority, id, job_id, n)
  select definition.lane, p_job.priority, step.ready_id, p_job.id, plan.n
  from unnest(p_steps) as plan
  join step_rows as step on step.job_id = p_job.id and step.n = plan.n
  join definition_steps as definition on definition.definition_id = p_job.definition_id and definition.n = plan.n
  where plan.changed and plan.to_status = 'ready'
  order by step.ready_id;
  get diagnostics v_opened = row_count;
  return v_opened;
end
$$;
comment on function baton._apply_plan(baton.jobs, baton.step_plan[], text, text) is
  'Makes the steps of a job what was planned; returns how many became ready.';
