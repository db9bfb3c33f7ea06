create function baton.close_breaker(p_name text, p_reason text default null) returns void
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
  perform _lock_breaker(p_name);
  perform _change_breaker(p_name, 'closed', _caller(), p_reason, null);
end
$$;
comment on function baton.close_breaker(text, text) is
  'Closes a breaker at once: its steps start again, a claim at a time. BT080: no such breaker. '
  'BT062: the reason is too long.';
