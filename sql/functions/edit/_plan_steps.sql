-- The state of every step after the edits, each step after those that it depends on. Nothing is
-- written: the preview shows this plan, and the edit writes it, so that the two cannot differ.
-- p_failing: the step that makes the job fail once the edits are done, or null (_plan_edit finds
-- it).
create function baton._plan_steps(p_job baton.jobs, p_edits baton.step_edit[], p_failing text) returns baton.step_plan[]
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  -- Only a reset revives a cancelled job; marking one of its steps is book-keeping.
  v_revives boolean := p_job.status <> 'cancelled' or exists (select from unnest(p_edits) as edit where edit.status = 'pending');
  v_plan step_plan[] := '{}';
  v_step record;
begin
  for v_step in
    select definition, step, running.job_id is not null as runs, edit
    from definition_steps as definition
    join step_rows as step on step.job_id = p_job.id and step.n = definition.n
    left join running on running.job_id = p_job.id and running.n = definition.n
    left join unnest(p_edits) as edit on edit.n = definition.n
    where definition.definition_id = p_job.definition_id
    order by cardinality(definition.ancestors), definition.n
  loop
    v_plan[(v_step.step).n] := _plan_step(p_job, v_step.definition, v_step.step, v_step.runs, v_step.edit, v_revives,
      p_failing, v_plan);
  end loop;
  return v_plan;
end
$$;
comment on function baton._plan_steps(baton.jobs, baton.step_edit[], text) is
  'The steps of a job as edits would leave them, indexed by their number.';
