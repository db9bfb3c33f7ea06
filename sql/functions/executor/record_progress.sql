create function baton.record_progress(p_executor_id bigint, p_progress jsonb) returns int
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
  v_count int;
begin
  perform _at_read_committed();
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  with given as materialized (
    select (entry ->> 'job_id')::bigint as job_id, (entry ->> 'n')::int as n, (entry ->> 'token')::uuid as token,
      _item_counts(entry -> 'items') as items,
      case when entry ? 'percent' then least(100, greatest(0, (entry ->> 'percent')::numeric)) end::int as percent, left(entry ->> 'message', 500) as message
    from jsonb_array_elements(p_progress) as entry
  ), alive as materialized (
    select running.job_id, running.n
    from running
    where (running.job_id, running.n, running.token) in (select given.job_id, given.n, given.token from given)
      and running.executor_id = p_executor_id and _is_own_executor(p_executor_id)
    order by running.job_id, running.n
    for no key update skip locked
  )
  update running
  set life_at = _now(),
      progress = coalesce(given.percent, _items_percent(coalesce(running.items, '{}') || given.items), running.progress),
      items = coalesce(coalesce(running.items, '{}') || given.items, running.items),
      progress_message = coalesce(given.message, running.progress_message)
  from given
  join alive on alive.job_id = given.job_id and alive.n = given.n
  where running.job_id = given.job_id and running.n = given.n;
  get diagnostics v_count = row_count;
  return v_count;
exception
  when others then   -- one that cannot be written takes no other along: it is left out
    if _is_of_the_server(sqlstate) or sqlstate like 'BT%' then
      raise;
    elsif jsonb_array_length(p_progress) > 1 then
      return (select sum(record_progress(p_executor_id, half)) from _halves(p_progress) as half);
    end if;
    raise warning 'record_progress: job % step %: %', p_progress -> 0 ->> 'job_id', p_progress -> 0 ->> 'n', sqlerrm;
    return 0;
end
$$;
comment on function baton.record_progress(bigint, jsonb) is
  'Notes progress (percent, message, items) and with it a sign of life of running attempts; '
  'returns how many were noted.';
