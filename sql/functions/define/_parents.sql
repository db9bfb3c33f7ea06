-- For every step the numbers of the steps it depends on, as the literal of an int[].
create or replace function baton._parents(p_steps jsonb, p_keys text[]) returns text[]
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_cap int := (select max_edges_per_job from baton.settings);
  v_edges bigint := 0;
  v_parents text[];
  v_n int;
  v_step jsonb;
  v_of_step int[];
begin
  for v_n, v_step in select ordinality, value from jsonb_array_elements(p_steps) with ordinality loop
    if v_step ? 'depends_on' then
      v_of_step := baton._named_parents(v_step, p_keys);
    else
      v_of_step := baton._parents_by_phase(p_steps, v_step ->> 'phase');
    end if;
    v_parents[v_n] := v_of_step::text;

    v_edges := v_edges + cardinality(v_of_step);
    if v_edges > v_cap then
      raise exception using errcode = 'BT016', message = format('the definition has more than %s dependencies', v_cap),
        hint = 'Put a step between two large phases, or raise settings.max_edges_per_job.';
    end if;
  end loop;
  return v_parents;
end
$$;
