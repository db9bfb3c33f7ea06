create function baton.resume_queue(p_queue text) returns void
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
  perform _require_queue(p_queue);
  update queues
  set paused_at = null, paused_by = null, paused_reason = null
  where name = p_queue;
  update lanes set open = true where queue = p_queue and not open;
  insert into job_events (at, action, actor)
  values (_now(), 'resume_queue ' || p_queue, _caller());
  perform _ring_work();
end
$$;
comment on function baton.resume_queue(text) is 'Ends the pause of a queue. BT056: no such queue.';
