create function baton.pause_queue(p_queue text, p_reason text default null) returns void
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
  perform _require_queue(p_queue);
  update queues
  set paused_at = _now(), paused_by = _caller(), paused_reason = p_reason
  where name = p_queue;
  update lanes set open = false where queue = p_queue and open;
  insert into job_events (at, action, actor, reason)
  values (_now(), 'pause_queue ' || p_queue, _caller(), p_reason);
end
$$;
comment on function baton.pause_queue(text, text) is
  'Starts nothing more from a queue until resume_queue(), but for a claim that is under way at '
  'that moment; what runs goes on. BT056: no such queue. BT062: the reason is too long.';
