-- When an executor should come again by itself: for the next due retry or job, and for a tick that
-- nobody advanced. A wall clock that went back makes the tick late at once. Under load it comes
-- anyway, and its renewals say when the tick is due. The first of each kind is looked up by itself:
-- any number of deadlines may be due before the first retry.
create function baton._due_times(p_busy boolean, out next_due_ms bigint, out tick_due_ms bigint)
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
begin
  if p_busy then
    return;
  end if;
  select greatest(0, ceil(extract(epoch from min(next.due_at) - v_now) * 1000))
  into next_due_ms
  from unnest('{retry,run_at,turn,breaker}'::text[]) as waiting(kind)
  cross join lateral (
    select timers.due_at
    from timers
    where timers.kind = waiting.kind
    order by timers.due_at
    limit 1
  ) as next
  having count(*) > 0;  -- greatest() of 0 and null is 0: come again at once
  select case when clock.ticked_at > v_now then 0
    else greatest(0, ceil(extract(epoch from clock.ticked_at + clock.tick_interval - v_now) * 1000)) end
  into tick_due_ms
  from clock;
end
$$;
comment on function baton._due_times(boolean) is
  'Milliseconds until the next timer is due (null: none) and until the tick is late; both null '
  'under load.';
