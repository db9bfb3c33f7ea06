create function baton.release_executor(p_executor_id bigint) returns int
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
  v_held jsonb;
  v_done record;
begin
  perform _at_read_committed();
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  if not _is_own_executor(p_executor_id) then
    raise exception using errcode = 'BT041', message = format('this login has registered no executor %s', p_executor_id),
      hint = 'An executor belongs to the login that registered it.';
  end if;
  update executors
  set status = 'gone', idle = false, ended_at = _now()
  where id = p_executor_id and status in ('active', 'draining');

  select jsonb_agg(_hand_back(running, 'its executor stopped'))
  into v_held
  from running
  where running.executor_id = p_executor_id;
  if v_held is null then
    return 0;
  end if;
  v_done := _record_or_bisect(v_held, 'release', 'executor ' || p_executor_id);
  perform _ring_work();
  return coalesce(cardinality(v_done.recorded), 0);   -- what is left, as its jobs are locked, is the tick's
end
$$;
comment on function baton.release_executor(bigint) is
  'An executor ends: what it still holds is handed back, uncounted. Returns how many attempts '
  'that were. BT041: this login has no such executor.';
