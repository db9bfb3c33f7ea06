-- Renews the one row that stands for all attempts of the executor, and answers with what it cannot
-- know: what to stop, what it has lost. p_unkillable: what of its ended attempts lives on. Attempts
-- whose claim never arrived there are handed back, uncounted.
create function baton.renew_lease(p_executor_id bigint, p_tokens uuid[], p_last_call bigint,
  p_status text, p_unkillable jsonb default null)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_from bigint := _oldest_call(p_executor_id);
  v_held running[];
  v_unknown jsonb;
  v_unkillable jsonb;
  v_tick_interval interval;
  v_lease_ticks int;
begin
  perform _at_read_committed();
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  if p_unkillable <> '[]' then   -- what others read is of known types and lengths
    select jsonb_agg(jsonb_build_object('pid', pid, 'user', left(_plain_text("user"), 64),
      'command', left(_plain_text(command), 64), 'job_id', job_id, 'n', n, 'attempt', attempt))
    into v_unkillable
    from (
      select *
      from jsonb_to_recordset(p_unkillable)
        as told (pid int, "user" text, command text, job_id bigint, n int, attempt int)
      limit 100
    ) as process;
  end if;
  update executors
  set renewed_tick = (select tick from clock), seen_at = _now(), status = p_status,
      idle = idle and p_status = 'active', unkillable = v_unkillable,
      -- It renews, so it has the answer before; this one may be lost.
      tick_interval = greatest(told_tick_interval, settings.tick_interval),
      lease_ticks = greatest(told_lease_ticks, settings.lease_ticks),
      told_tick_interval = settings.tick_interval, told_lease_ticks = settings.lease_ticks
  from settings
  where id = p_executor_id and status in ('active', 'draining') and registered_by = session_user
  returning told_tick_interval, told_lease_ticks into v_tick_interval, v_lease_ticks;
  if not found then
    perform _alive_executor(p_executor_id);   -- raises
  end if;

  v_held := array(
    select running
    from running
    where running.executor_id = p_executor_id and running.call >= v_from);
  perform set_config('baton.oldest_call', concat_ws('/', p_executor_id, (
    select coalesce(min(held.call), p_last_call) from unnest(v_held) as held)), false);

  select jsonb_agg(_hand_back(held, 'the claim never arrived'))
  into v_unknown
  from unnest(v_held) as held
  where held.call <= p_last_call and held.token <> all (p_tokens);
  if v_unknown is not null then
    perform _record_or_bisect(v_unknown, 'renew', 'executor ' || p_executor_id);
    perform _ring_work();
  end if;

  return _executor_settings(v_tick_interval, v_lease_ticks) || coalesce((
    select _outlook(executor.queues) from executors as executor where executor.id = p_executor_id and executor.idle), '{}') || jsonb_build_object(
    'stop', coalesce((
      select jsonb_agg(jsonb_build_object('token', held.token, 'reason', held.stop_reason))
      from unnest(v_held) as held
      where held.stop_reason is not null and held.token = any (p_tokens)), '[]'),
    'lost', coalesce((
      select jsonb_agg(given.token)
      from unnest(p_tokens) as given(token)
      where given.token not in (select held.token from unnest(v_held) as held)), '[]'));
end
$$;
comment on function baton.renew_lease(bigint, uuid[], bigint, text, jsonb) is
  'Renews an executor''s lease; returns what to stop, what is lost, and its settings. BT041: the '
  'executor is not alive.';
