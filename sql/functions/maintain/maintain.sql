-- What keeps jobs moving when nobody reports or claims. A call either advances the tick or works,
-- never both: so the tick is committed before any work, and an error in the work cannot stop the
-- clock. A tick that is due waits until a call has begun to work since the last one, so that calls
-- which come late still work. A no-op while another call holds the tick's row. Waits for no lock
-- that lasts: what is locked is left to the next call, and a sweep that meets a claim whose commit
-- does not come gives up. Each part is bounded by p_limit, and sets aside what it fails on
-- (_apart).
--
-- Ticks follow the longest interval that a living executor may go by: it renews as often,
-- whatever settings say by now.
--
-- A wall clock that jumps must not end leases: where it went back, or ahead by two intervals, the
-- next tick is counted from the new time and this is none. Where calls come that seldom (pg_cron
-- alone, once a minute) the second one ticks.
create function baton.maintain(p_limit int default 1000) returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set lock_timeout = '1s'
as $$
declare
  v_clock record;
  v_is_due boolean;
  v_jumped boolean;
  v_part text;
  v_count int;
  v_result jsonb := '{"ticked": false}';
  v_more boolean := false;
  v_errors jsonb := '[]';
  v_began timestamptz := _now();
  v_works bigint := (select last_value + is_called::int from maintenance_works);
begin
  perform _at_read_committed();
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  perform _within('p_limit', p_limit, 1, 100000);
  perform _recognise_server();
  select clock.ticked_at, clock.is_late, clock.tick_interval, clock.works, _now() as now,
         counted.tick_interval as counted_interval,
         clock.ticked_at + counted.tick_interval as due_at,
         clock.ticked_at + 2 * greatest(clock.tick_interval, counted.tick_interval) as late_at
  into v_clock
  from clock, settings,
    lateral (
      select greatest(settings.tick_interval, max(executor.tick_interval)) as tick_interval
      from executors as executor
      where executor.status in ('active', 'draining')
    ) as counted
  for no key update of clock skip locked;
  if not found then
    return v_result || '{"more": false, "note": "another call is at work: this one did nothing"}';
  elsif _on_hold() then
    return v_result || '{"more": false, "on_hold": true}';
  end if;
  if v_clock.counted_interval <> v_clock.tick_interval then
    update clock set tick_interval = v_clock.counted_interval;
  end if;

  v_is_due := v_clock.now >= v_clock.due_at or v_clock.now < v_clock.ticked_at;
  if v_is_due and v_clock.works <> v_works then
    v_jumped := v_clock.now < v_clock.ticked_at or v_clock.now >= v_clock.late_at and not v_clock.is_late;
    update clock
    set tick = tick + (not v_jumped)::int, ticked_at = v_clock.now, ticked_by = _caller(),
        is_late = v_clock.now >= v_clock.late_at,
        works = case when v_jumped then works else v_works end,
        went_back_tick = case when v_clock.now < v_clock.ticked_at then tick else went_back_tick end;
    return _outlook() || jsonb_build_object('ticked', not v_jumped, 'more', true);
  end if;

  perform nextval('maintenance_works');
  foreach v_part in array array[
    'shift_waits', 'expire_leases', 'promote_due', 'cancel_overdue', 'end_due_batches',
    'prune_executors', 'fold_counts', 'fold_jobs', 'repair', 'retry_set_aside'
  ] loop
    begin
      execute format('select baton._%s($1)', v_part) into v_count using p_limit;
      v_result := v_result || jsonb_build_object(v_part, v_count);
      v_more := v_more or v_count >= p_limit or v_part = 'retry_set_aside' and v_count > 0 and exists (
        select from set_aside where next_try_at <= v_began and work not in ('recover', 'retention'));
    exception when others or query_canceled then
      raise warning 'maintain: % failed: %', v_part, sqlerrm;
      v_errors := v_errors || jsonb_build_object('part', v_part, 'sqlstate', sqlstate, 'message', sqlerrm);
    end;
  end loop;
  -- What came away with a piece that failed is tried again at once.
  v_more := v_more or v_is_due
    or exists (select from set_aside where tried_at >= v_began and next_try_at <= v_began);
  return v_result || _outlook() || _told_of_aside() || jsonb_build_object('more', v_more, 'errors', v_errors);
end
$$;
comment on function baton.maintain(int) is
  'Advances the tick when it is due, else recovers lost attempts, promotes due retries and '
  'cancels overdue jobs, at most p_limit of each. Returns {ticked, more, work_waits, ...}; call '
  'again while more. While another call is at work it does nothing, and "note" says so. BT062: '
  'p_limit is not between 1 and 100000.';
