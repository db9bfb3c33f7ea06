-- One step after the edits, from its own state and that of the steps it depends on (in p_plan
-- already).
--   a person's word stands, whatever happens around it;
--   what follows a step that runs again runs again itself, in a new generation;
--   what could only start because of a success that is taken back is skipped, its work left behind with its generation;
--   what was skipped for a failure that is gone is pending again.
create function baton._plan_step(p_job baton.jobs, p_definition baton.definition_steps, p_step baton.step_rows,
  p_runs boolean, p_edit baton.step_edit, p_revives boolean, p_failing text, p_plan baton.step_plan[]) returns baton.step_plan
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v step_plan;
  v_before record;   -- the steps it depends on, after the edits
  v_start record;    -- what it would become if it were pending
  v_reopens boolean := false;
  v_kept boolean;    -- it is done, and left so by retry_job()
begin
  v.n := p_definition.n;
  v.key := p_definition.key;
  v.from_status := case when p_runs then 'running' else p_step.status end;
  v.from_reason := case when not p_runs then p_step.status_reason end;
  v.to_status := v.from_status;
  v.to_reason := v.from_reason;
  v.asked := p_edit.status;
  v.renewed := false;
  v.forgets := false;

  v_before := _planned_parents(p_definition, p_plan);
  v.again := v_before.again;
  v_kept := p_step.kept is true and p_edit.status is distinct from 'pending';
  v_start := _foreseen_start(p_job, p_definition, p_plan, v_before.failed, p_failing is not null, v_before.open, v_kept);

  if p_edit.status <> 'pending' then
    v.to_status := p_edit.status;
    -- What it depends on may not bear it out any more: then it is so because a person says so.
    if not _is_done_already(p_edit, p_step)
      or p_edit.status <> 'completed' and (v_before.failed or v_before.open) and p_step.status_reason is distinct from 'manual' then
      v.to_reason := case when p_step.status = p_edit.status and p_edit.status = 'completed' then p_step.status_reason else 'manual' end;
      v.outputs := p_edit.outputs;
      v.why := case when p_step.status = p_edit.status and p_edit.status = 'completed' then 'outputs set by hand' else 'set by hand' end;
    end if;
  elsif p_edit.status = 'pending' then
    v.to_status := v_start.status;
    v.to_reason := v_start.reason;
    if not _is_done_already(p_edit, p_step) then
      v.renewed := true;
      v.again := true;
      v.forgets := not coalesce(p_edit.keep_checkpoint, false);
      v.why := 'reset by hand';
    end if;
  elsif p_runs then
    v.again := v_before.again or v_before.failed;   -- an error: see _edit_errors
  elsif v_before.again then
    v.to_status := v_start.status;
    v.to_reason := v_start.reason;
    v.renewed := not v_kept
      and (_is_end(p_step.status) or p_step.attempts > p_step.attempts_before or p_step.checkpoint is not null);
    v.forgets := true;
    v.why := v_before.again_keys;
  elsif p_step.status = 'pending' then
    v.to_status := v_start.status;
    v.to_reason := case when v_start.status = 'pending' then p_step.status_reason else v_start.reason end;
  elsif p_step.status in ('ready', 'retrying', 'action_required') then
    if v_start.reason in ('dependency_failed', 'job_failed') then
      v.to_status := 'skipped';
      v.to_reason := v_start.reason;
      v.renewed := v_before.failed and p_step.attempts > p_step.attempts_before;
      v.forgets := v.renewed;
    end if;
  elsif p_step.status = 'cancelled' then
    v_reopens := p_revives;
    if not p_revives and v_before.failed and p_step.attempts > p_step.attempts_before then
      v.renewed := true;   -- cancelled it stays, but what it did does not count as done in order
      v.forgets := true;
      v.why := v_before.failed_keys;
    end if;
  elsif p_step.status = 'skipped' and p_step.status_reason = 'manual' then
    null;
  elsif p_step.status = 'skipped' and p_step.status_reason in ('dependency_failed', 'job_failed') then
    v_reopens := case p_step.status_reason when 'dependency_failed' then not v_before.failed else p_failing is null end;
    if v_reopens and not p_revives and v_start.status <> 'skipped' then
      v_reopens := false;
      v.to_status := 'cancelled';
      v.to_reason := p_job.status_reason;
      v.why := 'its job was cancelled';
    end if;
  elsif v_before.failed and not (p_step.status = 'failed' and p_step.status_reason = 'manual') then
    v.to_status := 'skipped';
    v.to_reason := 'dependency_failed';
    v.renewed := true;
    v.forgets := true;
  end if;

  if v_reopens then
    v.to_status := v_start.status;
    v.to_reason := v_start.reason;
    v.renewed := v_start.status <> 'skipped' and not v_kept;
    v.again := v.again or v.renewed;
  end if;
  if v.to_status = 'skipped' and v.asked is null and v_before.failed and p_step.attempts > p_step.attempts_before then
    v.renewed := true;   -- what it did before its dependency failed belongs to the old generation
    v.forgets := true;
  end if;
  v.changed := v.renewed or v.to_status <> v.from_status or v.outputs is not null
    or v.to_status in ('skipped', 'failed') and v.to_reason is distinct from v.from_reason;
  v.why := coalesce(v.why, case
    when v.to_reason = 'dependency_failed' then v_before.failed_keys
    when v.to_reason = 'job_failed' then format('the job fails at %s', p_failing)
    when v.to_reason = 'condition' then 'its condition is not met'
    when v.from_status = 'cancelled' then 'the job runs again'
    when v.from_reason = 'dependency_failed' then v_before.changed_keys
    when v.from_reason = 'job_failed' then 'the job is not failing any more'
    else 'its dependencies are met' end);
  return v;
end
$$;
comment on function baton._plan_step(baton.jobs, baton.definition_steps, baton.step_rows, boolean,
  baton.step_edit, boolean, text, baton.step_plan[]) is
  'One step as edits would leave it.';
