-- Names only: values may be confidential, and both history and previews are read by more people
-- than parameters are.
create function baton._parameter_changes(p_before jsonb, p_after jsonb) returns jsonb
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'changed', jsonb_agg(key order by key) filter (where before.value is not null and after.value is not null),
    'added', jsonb_agg(key order by key) filter (where before.value is null),
    'removed', jsonb_agg(key order by key) filter (where after.value is null)))
  from jsonb_each(p_before) as before
  full join jsonb_each(p_after) as after using (key)
  where before.value::text is distinct from after.value::text   -- 1.0 is not 1
$$;
comment on function baton._parameter_changes(jsonb, jsonb) is
  'Which parameters differ: {"changed": [...], "added": [...], "removed": [...]}, names only, '
  'without what is empty.';
