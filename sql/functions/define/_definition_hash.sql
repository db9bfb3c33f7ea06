-- What makes two definitions the same: their text and the settings that fill what they leave out.
create or replace function baton._definition_hash(p_definition jsonb) returns bytea
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select sha256(convert_to(
    jsonb_build_array(p_definition, extract(epoch from default_timeout), extract(epoch from default_grace))::text, 'UTF8'))
  from baton.settings
$$;
