create function baton._metrics_of_maintenance(out family text, out labels jsonb, out value float8)
returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
#variable_conflict use_column
begin
  return query
    select 'baton_schema_version', '{}'::jsonb, schema_version::float8
    from installation
    union all
    select 'baton_on_hold', '{}', _on_hold()::int
    union all
    select 'baton_tick_age_seconds', '{}', greatest(extract(epoch from _now() - ticked_at), 0)
    from clock
    union all
    select 'baton_job_recoveries_total', jsonb_build_object('kind', kind.name, 'outcome', outcome.name), coalesce(total.jobs, 0)
    from unnest(array['stuck', 'failed']) as kind (name)
    cross join unnest(array['recovered', 'failed', 'skipped']) as outcome (name)
    left join recovery_totals as total on total.kind = kind.name and total.outcome = outcome.name
    union all
    select 'baton_retention_last_success_timestamp_seconds', '{}', coalesce(extract(epoch from max(finished_at)), 0)
    from retention_runs
    where failures = 0
    union all
    select 'baton_retention_failures', '{}', coalesce((select failures from retention_runs order by id desc limit 1), 0);
end
$$;
comment on function baton._metrics_of_maintenance() is
  'For baton.metrics: schema, tick, recovery of jobs, and retention.';
