-- What set_step_statuses() would do. Locks nothing and changes nothing.
create function baton.check_step_changes(p_job_id bigint, p_changes jsonb) returns jsonb
language plpgsql stable
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_job jobs;
  v_plan record;
begin
  perform _require_job(p_job_id);
  select * into v_job from jobs where id = p_job_id;
  v_plan := _plan_edit(v_job, _requested_edits(p_job_id, p_changes));
  return _edit_document(v_job, v_plan.steps, v_plan.failing, false);
end
$$;
comment on function baton.check_step_changes(bigint, jsonb) is
  'What set_step_statuses() would do: {valid, errors, warnings, job, affected}; changes nothing. '
  'BT070, BT071: no such job or step; BT052, BT060, BT061: malformed changes.';
