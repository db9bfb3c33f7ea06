-- The exact count as one document, as far as it is.
create function baton._retention_forecast(p_id bigint) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_build_object('dry_run', true,
    'jobs', coalesce(sum(counted.jobs), 0), 'rows', coalesce(sum(counted.rows), 0),
    'bytes', coalesce(sum(counted.bytes), 0),
    'policies', coalesce(
      jsonb_agg(to_jsonb(counted) - '{percent,started_at,finished_at}'::text[]
        order by counted.policy_id, counted.action), '[]'),
    'percent', coalesce(max(counted.percent), 0),
    'more', coalesce(bool_or(counted.finished_at is null), true))
  from retention_count as counted
  where p_id is not null
$$;
comment on function baton._retention_forecast(bigint) is
  'The view retention_count as one document.';
