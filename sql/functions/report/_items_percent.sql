create function baton._items_percent(p_items jsonb) returns int
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select least(100, 100 * ((p_items ->> 'done')::numeric + coalesce((p_items ->> 'failed')::numeric, 0))
    / nullif((p_items ->> 'total')::numeric, 0))::int
$$;
comment on function baton._items_percent(jsonb) is 'The share of items that are done or failed, or null.';
