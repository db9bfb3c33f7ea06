create function baton.set_step_status(p_job_id bigint, p_step text, p_status text, p_reason text, p_outputs jsonb default null,
  p_dry_run boolean default false) returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  perform _at_read_committed();
  perform _check_reason(p_reason);
  return _edit_steps(p_job_id, jsonb_build_array(jsonb_build_object('step', p_step, 'status', p_status, 'outputs', p_outputs)),
    'set_step_status', p_reason, p_dry_run);
end
$$;
comment on function baton.set_step_status(bigint, text, text, text, jsonb, boolean) is
  'Marks a step completed (with outputs), failed or skipped by hand, or resets it (pending), and '
  'draws the consequences. Returns what was done, as check_step_change() foresees it. BT057: '
  'speaks against dependencies; BT058: something runs; BT059: no reason; BT060: no such status; '
  'BT052, BT061: bad outputs; BT070, BT071: no such job or step. BT062: the reason is too long.';
