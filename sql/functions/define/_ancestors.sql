-- For every step all steps it depends on, directly or not, as the literal of an int[]. One bit per
-- step makes this quick: a thousand steps in a row have half a million ancestors.
create or replace function baton._ancestors(p_parents text[], p_order int[]) returns text[]
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_count int := cardinality(p_order);
  v_none bit varying := repeat('0', v_count)::bit varying;
  v_sets bit varying[];
  v_set bit varying;
  v_ancestors text[];
  v_n int;
  v_parent int;
begin
  foreach v_n in array p_order loop
    v_set := v_none;
    foreach v_parent in array p_parents[v_n]::int[] loop
      v_set := set_bit(v_set | v_sets[v_parent], v_parent - 1, 1);
    end loop;
    v_sets[v_n] := v_set;
    v_ancestors[v_n] := case when v_set = v_none then '{}' else
      array(select i from generate_series(1, v_count) as i where get_bit(v_set, i - 1) = 1)::text end;
  end loop;
  return v_ancestors;
end
$$;
