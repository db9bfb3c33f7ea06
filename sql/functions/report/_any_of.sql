create function baton._any_of(p_patterns text[]) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select '(?:' || array_to_string(p_patterns, ')|(?:') || ')'
$$;
comment on function baton._any_of(text[]) is 'One regular expression for any of several.';
