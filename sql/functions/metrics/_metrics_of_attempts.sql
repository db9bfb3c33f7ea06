-- From what is counted when attempts end: history is never read.
create function baton._metrics_of_attempts(out family text, out suffix text, out labels jsonb, out value float8)
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
    with counted as materialized (
      select * from attempt_totals
      union all
      select added.* from _added_up(array(select attempt_counts from attempt_counts)) as added
    )
    select 'baton_attempts_total', '', jsonb_build_object('outcome', outcome, 'error_class', error_code), sum(attempts)::float8
    from counted
    group by outcome, error_code
    union all
    select 'baton_timeouts_total', '', '{}', coalesce(sum(attempts) filter (where timed_out), 0)
    from counted
    union all
    select 'baton_step_results_total', '', jsonb_build_object('status', status.became), coalesce(sum(counted.attempts), 0)
    from unnest(array['completed', 'retrying', 'failed', 'ready', 'cancelled', 'skipped']) as status (became)
    left join counted on counted.became = status.became
    group by status.became
    union all
    select 'baton_retries_total', '', jsonb_build_object('became', status.became), coalesce(sum(counted.attempts), 0)
    from unnest(array['completed', 'retrying', 'failed', 'ready', 'cancelled', 'skipped']) as status (became)
    left join counted on counted.became = status.became and counted.retried
    group by status.became
    union all
    select 'baton_lost_attempts_total', '', jsonb_build_object('became', status.became), coalesce(sum(counted.attempts), 0)
    from unnest(array['ready', 'failed', 'cancelled', 'skipped']) as status (became)
    left join counted on counted.became = status.became and counted.outcome = 'lost'
    group by status.became
    union all
    select 'baton_attempt_duration_seconds', sample.suffix,
      jsonb_strip_nulls(jsonb_build_object('outcome', ended.outcome, 'le', sample.le)),
      sample.value
    from (
      select outcome, sum(attempts) as attempts, extract(epoch from sum(duration)) as duration, sum(le_10ms) as le_10ms,
        sum(le_50ms) as le_50ms, sum(le_100ms) as le_100ms, sum(le_500ms) as le_500ms, sum(le_1s) as le_1s, sum(le_5s) as le_5s,
        sum(le_30s) as le_30s, sum(le_1m) as le_1m, sum(le_5m) as le_5m, sum(le_15m) as le_15m, sum(le_1h) as le_1h
      from counted
      where outcome <> 'lost'
      group by outcome
    ) as ended
    cross join lateral (values
      ('_bucket', '0.01', le_10ms), ('_bucket', '0.05', le_50ms), ('_bucket', '0.1', le_100ms), ('_bucket', '0.5', le_500ms),
      ('_bucket', '1', le_1s), ('_bucket', '5', le_5s), ('_bucket', '30', le_30s), ('_bucket', '60', le_1m),
      ('_bucket', '300', le_5m), ('_bucket', '900', le_15m), ('_bucket', '3600', le_1h), ('_bucket', '+Inf', attempts),
      ('_sum', null, duration), ('_count', null, attempts)
    ) as sample (suffix, le, value);
end
$$;
comment on function baton._metrics_of_attempts() is
  'For baton.metrics: what was counted when attempts ended.';
