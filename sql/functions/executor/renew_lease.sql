-- Renews the one row that stands for all attempts of the executor, and answers with what it cannot know: what to
-- stop, what it has lost. Attempts whose claim never arrived there are handed back, uncounted.
create function baton.renew_lease(p_executor_id bigint, p_tokens uuid[], p_last_call bigint, p_status text) returns jsonb
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
  v_unknown jsonb;
begin
  update executors
  set renewed_tick = (select tick from clock), seen_at = _now(), status = p_status,
      idle = idle and p_status = 'active'
  where id = p_executor_id and status in ('active', 'draining');
  if not found then
    perform _alive_executor(p_executor_id);   -- raises
  end if;

  select jsonb_agg(_hand_back(running, 'the claim never arrived'))
  into v_unknown
  from running
  where running.executor_id = p_executor_id and running.call <= p_last_call and running.token <> all (p_tokens);
  if v_unknown is not null then
    perform _record_attempts(v_unknown, 'renew', 'executor ' || p_executor_id);
    perform _ring_work();
  end if;

  return _executor_settings() || jsonb_build_object(
    'stop', coalesce((
      select jsonb_agg(jsonb_build_object('token', running.token, 'reason', running.stop_reason))
      from running
      where running.executor_id = p_executor_id and running.stop_reason is not null), '[]'),
    'lost', coalesce((
      select jsonb_agg(held.token)
      from unnest(p_tokens) as held(token)
      where not exists (select from running where running.executor_id = p_executor_id and running.token = held.token)), '[]'));
end
$$;
comment on function baton.renew_lease(bigint, uuid[], bigint, text) is
  'Renews an executor''s lease; returns what to stop, what is lost, and its settings. BT041: the executor is not alive.';
