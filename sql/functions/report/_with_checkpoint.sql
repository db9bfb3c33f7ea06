-- A checkpoint with another one's keys over it; null removes a key.
create function baton._with_checkpoint(p_old jsonb, p_new jsonb) returns jsonb
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select case when p_new is null then p_old
    else coalesce((select jsonb_object_agg(key, value) from jsonb_each(coalesce(p_old, '{}') || p_new) where value <> 'null'), '{}') end
$$;
comment on function baton._with_checkpoint(jsonb, jsonb) is
  'A checkpoint with new keys over the old ones; a key whose new value is null goes.';
