-- The line of an output that says what went wrong: the last one that is neither indented (stack
-- frames, dumped objects) nor a runtime's last greeting; else the last one.
create function baton._telling_line(p_text text) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select btrim(line, E' \t')
  from regexp_split_to_table(right(p_text, 8192), E'[\\n\\r]+') with ordinality as split (line, place)
  where line ~ E'\\S'
  order by line !~ E'^\\s' and line !~ E'^([]\\[(){}^~,;]+|Node\\.js v[0-9.]+)\\s*$' desc, place desc
  limit 1
$$;
comment on function baton._telling_line(text) is 'The line of an output that says what went wrong.';
