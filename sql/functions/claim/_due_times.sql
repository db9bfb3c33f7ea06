-- When an executor should come again by itself: for the next due retry or job (not asked for under load), and for a
-- tick that nobody advanced.
create function baton._due_times(p_busy boolean, out next_due_ms bigint, out tick_due_ms bigint)
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select
    case when not p_busy then (
      select greatest(0, ceil(extract(epoch from timers.due_at - _now()) * 1000))::bigint
      from timers
      where timers.kind in ('retry', 'run_at')
      order by timers.due_at
      limit 1) end,
    greatest(0, ceil(extract(epoch from clock.ticked_at + settings.tick_interval - _now()) * 1000))::bigint
  from clock, settings
$$;
comment on function baton._due_times(boolean) is 'Milliseconds until the next timer is due (null: none) and until the tick is late.';
