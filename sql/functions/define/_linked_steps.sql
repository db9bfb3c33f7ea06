-- The steps of a checked definition as a graph, with the definition's defaults filled in: n counts
-- in the order of the definition.
create or replace function baton._linked_steps(p_definition jsonb)
returns table (n int, key text, step jsonb, parents int[], children int[], ancestors int[])
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_steps jsonb[] := array(select baton._with_defaults(value, p_definition -> 'defaults')
                           from jsonb_array_elements(p_definition -> 'steps') with ordinality order by ordinality);
  v_keys text[] := array(select s ->> 'key' from unnest(v_steps) with ordinality as u (s, i) order by i);
  v_parents text[];     -- per step the literal of an int[]: PostgreSQL has no array of arrays of any length
  v_ancestors text[];
begin
  v_parents := baton._parents(p_definition -> 'steps', v_keys);
  v_ancestors := baton._ancestors(v_parents, baton._topological_order(v_keys, v_parents));
  perform baton._check_references(v_steps, v_keys, v_ancestors);

  return query
  with edges as (
    select p as parent, i::int as child
    from unnest(v_parents) with ordinality as l (literal, i), unnest(l.literal::int[]) as p
  ), families as (
    select parent, array_agg(child order by child) as children
    from edges
    group by parent
  )
  select s.n::int, s.key, s.step, s.parents::int[], coalesce(f.children, '{}'), s.ancestors::int[]
  from unnest(v_keys, v_steps, v_parents, v_ancestors) with ordinality as s (key, step, parents, ancestors, n)
  left join families f on f.parent = s.n;
end
$$;
