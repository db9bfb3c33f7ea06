-- With the caller's rights: the server shows other roles' transactions to members of
-- pg_read_all_stats only.
create function baton._metrics_of_server(out family text, out labels jsonb, out value float8)
returns setof record
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
#variable_conflict use_column
begin
  return query
    select 'baton_oldest_transaction_age_seconds', '{}'::jsonb,
      coalesce(max(greatest(extract(epoch from clock_timestamp() - xact_start), 0)), 0)::float8
    from pg_stat_activity
    where pid <> pg_backend_pid() and backend_type in ('client backend', 'walsender', 'background worker');
end
$$;
comment on function baton._metrics_of_server() is
  'For baton.metrics: transactions, as far as the caller may see them.';
