-- With the caller's rights: the server shows other roles' transactions to members of pg_read_all_stats only.
create function baton._metrics_of_server(out family text, out labels jsonb, out value float8)
returns setof record
language sql stable
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select 'baton_schema_version', '{}'::jsonb, schema_version::float8
  from installation
  union all
  select 'baton_tick_age_seconds', '{}', greatest(extract(epoch from _now() - ticked_at), 0)
  from clock
  union all
  select 'baton_oldest_transaction_age_seconds', '{}', coalesce(max(greatest(extract(epoch from clock_timestamp() - xact_start), 0)), 0)
  from pg_stat_activity
  where pid <> pg_backend_pid() and backend_type in ('client backend', 'walsender', 'background worker')
  union all
  select 'baton_retention_last_success_timestamp_seconds', '{}', coalesce(extract(epoch from max(finished_at)), 0)
  from retention_runs
  where failures = 0
  union all
  select 'baton_retention_failures', '{}', coalesce((select failures from retention_runs order by id desc limit 1), 0)
$$;
comment on function baton._metrics_of_server() is 'For baton.metrics: schema, tick, transactions as far as the caller may see them, and retention.';
