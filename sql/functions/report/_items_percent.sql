create function baton._items_percent(p_items jsonb) returns int
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select least(100, 100 * (done + coalesce(failed, 0)) / total)::int
  from jsonb_to_record(p_items) as count (done numeric, total numeric, failed numeric)
  where done is not null and total > 0
$$;
comment on function baton._items_percent(jsonb) is
  'The share of items that are done or failed, or null.';
