create function baton._secret_names(p_environment jsonb) returns text[]
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select array_agg(distinct entry.value ->> 'secret')
  from jsonb_each(p_environment) as entry
  where jsonb_typeof(entry.value) = 'object'
$$;
comment on function baton._secret_names(jsonb) is
  'The secrets that a step''s environment names; null: none.';
