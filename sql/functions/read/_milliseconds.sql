create function baton._milliseconds(p_length interval)
returns bigint
language sql
immutable strict
set search_path = pg_catalog, baton, pg_temp
as $$
  select greatest(0, round(extract(epoch from p_length) * 1000))::bigint
$$;
comment on function baton._milliseconds(interval) is
  'An interval in whole milliseconds, never negative; null for null.';
