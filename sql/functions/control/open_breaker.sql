create function baton.open_breaker(p_name text, p_reason text default null, p_for interval default null) returns void
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
  if p_for not between '1 microsecond' and '10 years' then
    raise exception using errcode = 'BT081', message = 'p_for must be longer than nothing and at most 10 years',
      hint = 'Leave it out to keep the breaker open until close_breaker().';
  end if;
  perform _change_breaker(p_name, 'open', _caller(), p_reason, _now() + p_for);
end
$$;
comment on function baton.open_breaker(text, text, interval) is
  'Starts no step that names the breaker until close_breaker(), or with p_for until one may try '
  'after that time; what runs goes on. BT080: no such breaker; BT081: p_for is not positive, or '
  'more than 10 years. BT062: the reason is too long.';
