-- The numbers of all steps of the phase before this one; phases are in the order of first appearance.
create or replace function baton._parents_by_phase(p_steps jsonb, p_phase text) returns int[]
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  with steps as (
    select ordinality::int as n, value ->> 'phase' as phase
    from jsonb_array_elements(p_steps) with ordinality
  ), phases as (
    select phase, min(n) as first_n, lag(phase) over (order by min(n)) as previous
    from steps
    where phase is not null
    group by phase
  )
  select coalesce(array_agg(steps.n order by steps.n), '{}')
  from phases
  join steps on steps.phase = phases.previous
  where phases.phase = p_phase
$$;
