create or replace function baton._parameters_hash(p_parameters jsonb) returns bytea
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select sha256(convert_to(p_parameters::text, 'UTF8'))
$$;
comment on function baton._parameters_hash(jsonb) is
  'For jobs.parameters_hash: the values themselves may be confidential, or wrong, and are not '
  'kept.';
