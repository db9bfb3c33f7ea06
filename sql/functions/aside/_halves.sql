create function baton._halves(p_array jsonb) returns setof jsonb
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_agg(element order by position)
  from jsonb_array_elements(p_array) with ordinality as numbered(element, position)
  group by position > jsonb_array_length(p_array) / 2
  order by min(position)
$$;
comment on function baton._halves(jsonb) is
  'The first and the second half of an array of at least two.';
