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
    -- By name alone: every start has an id of its own, and every container a host of its own, for
    -- ever.
    select sample.family, jsonb_build_object('executor', named.name), sample.value
    from (
      select executor.name, sum(executor.slots) as slots, sum(held.attempts) as attempts,
        max(clock.tick - executor.renewed_tick) as missed, max(extract(epoch from _now() - executor.seen_at)) as age
      from executors as executor
      cross join clock
      cross join lateral (select count(*) as attempts from running where running.executor_id = executor.id) as held
      where executor.status in ('active', 'draining')
      group by executor.name
    ) as named
    cross join lateral (values
      ('baton_executor_slots', named.slots::float8),
      ('baton_executor_running_steps', named.attempts::float8),
      ('baton_executor_missed_ticks', greatest(named.missed, 0)::float8),
      ('baton_executor_seen_age_seconds', greatest(named.age, 0)::float8)
    ) as sample (family, value);
end
$$;
comment on function baton._metrics_of_executors() is
  'For baton.metrics: executors by status, and the load of each name that has not ended.';
