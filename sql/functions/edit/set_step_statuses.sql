create function baton.set_step_statuses(p_job_id bigint, p_changes jsonb, p_reason text, p_dry_run boolean default false) returns jsonb
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
  return _edit_steps(p_job_id, p_changes, 'set_step_statuses', p_reason, p_dry_run);
end
$$;
comment on function baton.set_step_statuses(bigint, jsonb, text, boolean) is
  'Changes several steps by hand, all or none: [{"step", "status": completed | failed | skipped | '
  'pending (reset), "outputs", "keep_checkpoint"}, ...]. They are judged together, whatever their '
  'order. Returns what was done, as check_step_changes() foresees it. BT057: speaks against '
  'dependencies; BT058: something runs; BT059: no reason; BT070, BT071: no such job or step; '
  'BT052, BT060, BT061: malformed changes. BT062: the reason is too long.';
