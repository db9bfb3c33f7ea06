-- For every step the numbers of the steps it depends on, as the literal of an int[]: those that
-- depends_on names, or for a step without it all steps of the phase before its own (phases are in
-- the order of first appearance).
create or replace function baton._parents(p_steps jsonb, p_keys text[]) returns text[]
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_cap int := (select max_edges_per_job from baton.settings);
  v_edges bigint;
  v_wrong boolean;
  v_parents text[];
begin
  with steps as materialized (
    select ordinality::int as n, value -> 'depends_on' as names, value ->> 'phase' as phase
    from jsonb_array_elements(p_steps) with ordinality
  ), named as materialized (
    select s.n, array_agg(distinct k.n::int) as parents
    from steps s
    cross join lateral jsonb_array_elements_text(s.names) as name
    left join unnest(p_keys) with ordinality as k (key, n) on k.key = name
    group by s.n
  ), phases as materialized (
    select phase, lag(array_agg(n order by n)) over (order by min(n)) as previous
    from steps
    where phase is not null
    group by phase
  ), linked as materialized (
    select s.n, coalesce(d.parents, '{}') as own, p.phase, coalesce(cardinality(p.previous), 0) as others
    from steps s
    left join named d on d.n = s.n
    left join phases p on p.phase = s.phase and s.names is null
  ), counted as materialized (   -- before they are written down: two phases of 5,000 steps have 25 million
    select sum(cardinality(own) + others) as edges,
           bool_or(array_position(own, null) is not null or n = any (own)) as wrong
    from linked
  )
  select c.edges, c.wrong, array_agg(case when l.others > 0 then p.previous else l.own end::text order by l.n)
  into v_edges, v_wrong, v_parents
  from counted c
  left join linked l on c.edges <= v_cap
  left join phases p on p.phase = l.phase
  group by c.edges, c.wrong;

  if v_edges > v_cap then
    raise exception using errcode = 'BT016', message = format('the definition has more than %s dependencies', v_cap),
      hint = 'Put a step between two large phases, or raise settings.max_edges_per_job.';
  end if;
  if v_wrong then
    perform baton._refuse_dependency(p_steps, p_keys);
  end if;
  return v_parents;
end
$$;
