-- Of the keys themselves only: what is null within a value is part of it.
create function baton._given(p_document jsonb) returns jsonb
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(jsonb_object_agg(entry.key, entry.value), '{}') from jsonb_each(p_document) as entry where entry.value <> 'null'
$$;
comment on function baton._given(jsonb) is 'An object without the keys whose value is null.';
