-- A cycle as "a -> b -> a", each step depending on the next; p_order holds the steps that are on
-- none.
create or replace function baton._cycle(p_keys text[], p_parents text[], p_order int[]) returns text
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_n int;
  v_path int[] := '{}';
begin
  -- Every step that could not be ordered has a parent that could not be ordered: walking up must
  -- come back to a step of the walk.
  v_n := (select min(n) from generate_series(1, cardinality(p_keys)) as n where n <> all (p_order));
  while v_n <> all (v_path) loop
    v_path := v_path || v_n;
    v_n := (select min(parent) from unnest(p_parents[v_n]::int[]) as parent where parent <> all (p_order));
  end loop;
  v_path := v_path[array_position(v_path, v_n):] || v_n;
  return (select string_agg(p_keys[n], ' -> ' order by i) from unnest(v_path) with ordinality as p (n, i));
end
$$;
