create function baton.reset_step(p_job_id bigint, p_step text, p_reason text, p_keep_checkpoint boolean default false,
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
  return _edit_steps(p_job_id, jsonb_build_array(jsonb_build_object('step', p_step, 'status', 'pending', 'keep_checkpoint', p_keep_checkpoint)),
    'reset_step', p_reason, p_dry_run);
end
$$;
comment on function baton.reset_step(bigint, text, text, boolean, boolean) is
  'Runs a step again from its beginning, and all that depends on it; its checkpoint is forgotten '
  'unless p_keep_checkpoint, those of the others always. Returns what was done. BT057: speaks '
  'against dependencies; BT058: something runs; BT059: no reason; BT070, BT071: no such job or '
  'step. BT062: the reason is too long.';
