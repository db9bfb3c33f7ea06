-- What makes two definitions the same: their text and the settings that fill what they leave out.
-- The text comes as such, because building a document around a large one costs more than printing
-- it. Inlined, hence no "set search_path".
create or replace function baton._definition_hash(p_definition text, p_default_timeout interval, p_default_grace interval)
returns bytea
language sql stable
as $$
  select sha256(convert_to(p_definition || ' ' || extract(epoch from p_default_timeout)::text || ' '
    || extract(epoch from p_default_grace)::text, 'UTF8'))
$$;
