-- Steps of an ended job go back to pending in a new generation, and the job to in_progress. The set
-- must be closed downwards (with a step, all that depend on it). Those of p_kept are only to
-- complete once more, with the outputs that they have. Under the job's lock.
create function baton._reset_steps(p_job baton.jobs, p_ns int[], p_kept int[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  update step_rows as step
  set status = 'pending',
      status_reason = 'dependencies',
      generation = step.generation + 1,
      open_dependencies = (select count(*) from unnest(definition.parents) as parent(n) where parent.n = any (p_ns)),
      failed_dependencies = (
        select count(*)
        from step_rows as parent
        where parent.job_id = step.job_id and parent.n = any (definition.parents) and parent.n <> all (p_ns)
          and not _satisfies(parent.status, parent.status_reason)),
      attempts_before = step.attempts,
      lost = 0,
      failures = null,
      started_at = null,
      finished_at = null,
      outputs = case when step.n = any (p_kept) then step.outputs end,
      -- To resume from, where it broke off; what was complete, or gets new inputs, starts from the
      -- beginning.
      checkpoint = case when step.status <> 'completed' and not definition.ancestors && p_ns then step.checkpoint end,
      progress = null,
      progress_message = null,
      items = null,
      error_code = null,
      error_type = null,
      error_message = null,
      error_detail = null,
      suggested_action = null,
      warning = null,
      kept = case when step.n = any (p_kept) then true end
  from definition_steps as definition
  where step.job_id = p_job.id and step.n = any (p_ns)
    and definition.definition_id = p_job.definition_id and definition.n = step.n;

  update jobs
  set status = 'in_progress',
      status_reason = null,
      open_steps = cardinality(p_ns),
      failing = false,
      warnings = (select count(step.warning) from step_rows as step where step.job_id = p_job.id),
      started_at = coalesce(started_at, _now()),
      finished_at = null,
      failed_at = null,
      error_step = null,
      error_code = null,
      error_message = null
  where id = p_job.id;

  perform _count_job(p_job, 'in_progress');

  if p_job.one_active is not null then
    perform _line_up(array[p_job.id]);   -- another job of its subject may be active by now
  end if;
  if p_job.deadline > _now() then
    insert into timers (due_at, job_id, n, kind) values (p_job.deadline, p_job.id, 0, 'deadline') on conflict do nothing;
  end if;
end
$$;
comment on function baton._reset_steps(baton.jobs, int[], int[]) is
  'Resets steps of an ended job to pending, next generation, and reopens the job.';
