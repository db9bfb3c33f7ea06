-- A class's message for people. A sentence of which a {{placeholder}} finds nothing is left out,
-- and so is one that ends in "..." when nothing follows; if none is left, the attempt's own words
-- have to do.
create function baton._user_message(p_template text, p_document jsonb, p_goes_on boolean) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(
    (select left(string_agg(part.rendered, ' ' order by sentence.place), 1000)
     from regexp_split_to_table(p_template, E'(?<=[.!?])\\s+') with ordinality as sentence (template, place)
     cross join lateral _render(sentence.template, p_document) as part
     where part.missing is null and (p_goes_on or sentence.template !~ E'\\.\\.\\.$')),
    p_document ->> 'error')
$$;
comment on function baton._user_message(text, jsonb, boolean) is
  'A message of error_classes, its placeholders replaced from a document with error, timeout, '
  'attempt, step, job and checkpoint.';
