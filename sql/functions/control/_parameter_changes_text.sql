create function baton._parameter_changes_text(p_changes jsonb) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select string_agg(format('parameters %s: %s', kind.name, (
      select string_agg(left(listed.key, 100), ', ' order by listed.i)
        || case when jsonb_array_length(p_changes -> kind.name) > 20
             then format(' and %s more', jsonb_array_length(p_changes -> kind.name) - 20) else '' end
      from jsonb_array_elements_text(p_changes -> kind.name) with ordinality as listed (key, i)
      where listed.i <= 20)), '; ' order by kind.i)
  from unnest(array['changed', 'added', 'removed']) with ordinality as kind (name, i)
  where p_changes ? kind.name
$$;
comment on function baton._parameter_changes_text(jsonb) is
  'Changed parameters for the history: "parameters changed: email; parameters added: phone"; null '
  'for none.';
