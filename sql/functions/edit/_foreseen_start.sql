-- What becomes of a step that is pending once the edit is done: skipped, waiting, or opened. As
-- _decide_steps, which shares _hindrance, and for drafts and jobs whose run_at has not come, which
-- open nothing.
create function baton._foreseen_start(p_job baton.jobs, p_definition baton.definition_steps, p_plan baton.step_plan[],
  p_failed boolean, p_failing boolean, p_open boolean, p_kept boolean, out status text, out reason text)
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_hindrance text := _hindrance(p_definition.run_if, p_failed, p_failing, p_open);
begin
  if v_hindrance = 'wait' then
    status := 'pending';
    reason := 'dependencies';
  elsif v_hindrance is not null then
    status := 'skipped';
    reason := v_hindrance;
  elsif p_job.status = 'draft' then
    status := 'pending';
    reason := 'draft';
  elsif p_job.status = 'pending' and p_job.run_at > _now() then
    status := 'pending';
    reason := 'scheduled';
  elsif p_job.one_active is not null and not exists (select from turns where turns.job_id = p_job.id and turns.active) then
    status := 'pending';
    reason := 'subject_busy';
  elsif p_kept then
    status := 'completed';
    reason := 'kept';
  elsif p_definition.when_condition is not null
    and not _condition_holds(p_definition.when_condition, jsonb_build_object('parameters', p_job.parameters,
      'context', _planned_context(p_job.id, p_definition.ancestors, p_plan))) then
    status := 'skipped';
    reason := 'condition';
  else
    status := case p_definition.kind when 'manual' then 'action_required' else 'ready' end;
  end if;
end
$$;
comment on function baton._foreseen_start(baton.jobs, baton.definition_steps, baton.step_plan[],
  boolean, boolean, boolean, boolean) is
  'The status that a pending step would get, and why.';
