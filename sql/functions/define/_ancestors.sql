-- For every step all steps it depends on, directly or not. One bit per step makes this quick, and
-- so does reading the bits off their text: a thousand steps in a row have half a million ancestors.
create or replace function baton._ancestors(p_parents text[], p_order int[], out ancestors text[])
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_none constant bit varying := repeat('0', cardinality(p_order))::bit varying;
  v_reach bit varying[];   -- of each step: its ancestors and itself
  v_set bit varying;
  v_n int;
  v_parent int;
begin
  foreach v_n in array p_order loop
    v_set := v_none;
    foreach v_parent in array p_parents[v_n]::int[] loop
      v_set := v_set | v_reach[v_parent];
    end loop;
    ancestors[v_n] := array_positions(string_to_array(v_set::text, null), '1')::text;
    v_reach[v_n] := set_bit(v_set, v_n - 1, 1);
  end loop;
end
$$;
