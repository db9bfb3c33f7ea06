-- The steps of a checked definition as a graph: n counts in the order of the definition; parents come
-- from depends_on, or for a step without it from its phase: all steps of the phase before its own.
create or replace function baton._linked_steps(p_steps jsonb)
returns table (n int, key text, step jsonb, parents int[], children int[], ancestors int[])
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_keys text[];
  v_parents text[];     -- per step the literal of an int[]: PostgreSQL has no array of arrays of any length
  v_ancestors text[];
begin
  v_keys := array(select value ->> 'key' from jsonb_array_elements(p_steps) with ordinality order by ordinality);
  v_parents := baton._parents(p_steps, v_keys);
  v_ancestors := baton._ancestors(v_parents, baton._topological_order(v_keys, v_parents));

  return query
  with edges as (
    select p as parent, i::int as child
    from unnest(v_parents) with ordinality as l (literal, i), unnest(l.literal::int[]) as p
  ), families as (
    select parent, array_agg(child order by child) as children
    from edges
    group by parent
  )
  select s.i::int, v_keys[s.i], s.value, v_parents[s.i]::int[], coalesce(f.children, '{}'), v_ancestors[s.i]::int[]
  from jsonb_array_elements(p_steps) with ordinality as s (value, i)
  left join families f on f.parent = s.i;
end
$$;
