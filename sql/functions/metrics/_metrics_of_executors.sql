create function baton._metrics_of_executors(out family text, out labels jsonb, out value float8)
returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
#variable_conflict use_column
begin
  return query
    select 'baton_executors', jsonb_build_object('status', status.name), count(executor.id)::float8
    from unnest(array['active', 'draining', 'gone', 'lost']) as status (name)
    left join executors as executor on executor.status = status.name
    group by status.name
    union all
    select sample.family, jsonb_build_object('id', executor.id::text, 'executor', executor.name, 'host', executor.host), sample.value
    from executors as executor
    cross join clock
    cross join lateral (select count(*) as attempts from running where running.executor_id = executor.id) as held
    cross join lateral (values
      ('baton_executor_slots', executor.slots),
      ('baton_executor_running_steps', held.attempts),
      ('baton_executor_missed_ticks', greatest(clock.tick - executor.renewed_tick, 0)),
      ('baton_executor_seen_age_seconds', greatest(extract(epoch from _now() - executor.seen_at), 0))
    ) as sample (family, value)
    where executor.status in ('active', 'draining');
end
$$;
comment on function baton._metrics_of_executors() is 'For baton.metrics: executors by status, and the load of each that has not ended.';
