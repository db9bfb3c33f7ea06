-- The numbers of the steps, every one after its parents; an error with the path if there is a
-- cycle.
create or replace function baton._topological_order(p_keys text[], p_parents text[]) returns int[]
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_count int := cardinality(p_keys);
  v_open int[];                -- per step the parents that are not in v_order yet
  v_children int[];            -- children of step n: v_children[v_first[n] .. v_first[n + 1] - 1]
  v_first int[];
  v_order int[];
  v_done int := 0;
  v_child int;
begin
  -- Most definitions are written in an order that will do.
  if not exists (select from unnest(p_parents) with ordinality as l (literal, i), unnest(l.literal::int[]) as p where p >= i) then
    return array(select generate_series(1, v_count));
  end if;

  v_open := array(select cardinality(literal::int[]) from unnest(p_parents) with ordinality as l (literal, i) order by i);
  select array_agg(child order by parent), array_agg(parent order by parent) into v_children, v_order
  from (select p as parent, i::int as child
        from unnest(p_parents) with ordinality as l (literal, i), unnest(l.literal::int[]) as p) as edges;
  v_first := array(select 1 + coalesce(sum(count(parent)) over (order by n rows between unbounded preceding and 1 preceding), 0)
                   from generate_series(1, v_count + 1) as n
                   left join unnest(v_order) as parent on parent = n
                   group by n
                   order by n);

  v_order := array(select n from generate_series(1, v_count) as n where v_open[n] = 0);
  while v_done < cardinality(v_order) loop
    v_done := v_done + 1;
    for v_i in v_first[v_order[v_done]] .. v_first[v_order[v_done] + 1] - 1 loop
      v_child := v_children[v_i];
      v_open[v_child] := v_open[v_child] - 1;
      if v_open[v_child] = 0 then
        v_order[cardinality(v_order) + 1] := v_child;
      end if;
    end loop;
  end loop;

  if v_done < v_count then
    raise exception using errcode = 'BT010',
      message = format('the steps depend on each other in a cycle: %s', baton._cycle(p_keys, p_parents, v_order)),
      hint = 'Remove one of these dependencies.';
  end if;
  return v_order;
end
$$;
