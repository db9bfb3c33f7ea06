create function baton._executor_settings(p_tick_interval interval, p_lease_ticks int) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_build_object(
    'on_hold', _on_hold(),
    'position', _position(),
    'tick_ms', (extract(epoch from p_tick_interval) * 1000)::bigint,
    'lease_ms', (extract(epoch from p_tick_interval * p_lease_ticks) * 1000)::bigint,
    'idle_poll_ms', (extract(epoch from idle_poll) * 1000)::bigint,
    'output_head_bytes', output_head_bytes,
    'output_tail_bytes', output_tail_bytes,
    'tick_due_ms', timing.tick_due_ms)
  from settings, _due_times(true) as timing
$$;
comment on function baton._executor_settings(interval, int) is
  'What every registration and renewal tells an executor; its row keeps the lengths of the tick '
  'and the lease.';
