-- Every edit goes through here: refuses, or carries out the plan that check_step_changes() shows,
-- whole. Locks: the job, then its queue entries. A claim that holds one of those commits first (it
-- never waits for us), and its step is then seen to run; no later claim can take them.
create function baton._edit_steps(p_job_id bigint, p_changes jsonb, p_action text, p_reason text, p_dry_run boolean) returns jsonb
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_job jobs;
  v_edits step_edit[];
  v_plan record;
  v_document jsonb;
begin
  if p_dry_run then
    return check_step_changes(p_job_id, p_changes);
  end if;
  v_job := _lock_job(p_job_id);
  v_edits := _requested_edits(p_job_id, p_changes);
  if coalesce(btrim(p_reason), '') = '' then
    raise exception using errcode = 'BT059', message = 'an edit of steps needs a reason',
      hint = 'Say why in p_reason: it is kept in the job''s history with your name.';
  end if;
  perform from step_rows as step
  join definition_steps as definition on definition.definition_id = v_job.definition_id and definition.n = step.n
  join ready on ready.lane = definition.lane and ready.priority = v_job.priority and ready.id = step.ready_id
  where step.job_id = p_job_id and step.status = 'ready'
  order by ready.id
  for update of ready;

  v_plan := _plan_edit(v_job, v_edits);
  v_document := _edit_document(v_job, v_plan.steps, v_plan.failing, true);
  perform _raise_edit_errors(v_document -> 'errors');
  if v_document -> 'affected' = '[]' then
    return v_document || '{"applied": false}';
  end if;

  if _apply_plan(v_job, v_plan.steps, v_plan.failing, p_reason) > 0 then
    perform _ring_work();
  end if;
  perform _write_edited_job(v_job, v_document -> 'job' ->> 'to', v_plan.failing);
  perform _record_edit(v_job, v_plan.steps, v_document -> 'job' ->> 'to', p_action, p_reason);
  return v_document;
end
$$;
comment on function baton._edit_steps(bigint, jsonb, text, text, boolean) is
  'Changes steps by hand, or raises the first thing that speaks against it.';
