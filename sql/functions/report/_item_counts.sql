-- The counts of items that a script gave: done, total and failed, whole numbers from 0. What is
-- none is left out.
create function baton._item_counts(p_items jsonb) returns jsonb
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_object_agg(key, value)
  from jsonb_each(case when jsonb_typeof(p_items) = 'object' then p_items end)
  where key in ('done', 'total', 'failed') and value #>> '{}' ~ '^[0-9]{1,15}$' and jsonb_typeof(value) = 'number'
$$;
comment on function baton._item_counts(jsonb) is
  'The usable part of {"done", "total", "failed"}, or null.';
