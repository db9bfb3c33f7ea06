-- Before reports are judged: the breakers that they may change, by name, so that two reports cannot
-- wait for each other crosswise. Waits for none: a person's transaction may stay open. Costs
-- nothing where no definition names a breaker; a success leaves a healthy one alone.
create function baton._lock_breakers(p_reports jsonb) returns jsonb
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  if not exists (select from circuit_breakers) then
    return p_reports;
  end if;
  return (
    with reported as materialized (
      select listed.report, listed.place, breaker.name
      from jsonb_array_elements(p_reports) with ordinality as listed(report, place)
      cross join lateral (
        select * from jobs where jobs.id = (listed.report ->> 'job_id')::bigint offset 0
      ) as job
      cross join lateral (
        select *
        from definition_steps
        where definition_steps.definition_id = job.definition_id
          and definition_steps.n = (listed.report ->> 'n')::int
        offset 0
      ) as definition
      left join circuit_breakers as breaker
        on breaker.name = definition.circuit_breaker
        and not (breaker.state = 'closed' and breaker.failures = 0
          and _reported_success(listed.report))
        -- What was handed back says nothing about the service.
        and (coalesce(listed.report ->> 'ended', '') not in ('interrupted', 'cancelled')
          or coalesce(listed.report -> 'details' ? 'unkillable', false))
    ), locked as materialized (
      select breaker.name
      from circuit_breakers as breaker
      where breaker.name in (select reported.name from reported)
      order by breaker.name
      for no key update skip locked
    )
    select coalesce(jsonb_agg(reported.report order by reported.place), '[]')
    from reported
    where reported.name is null or reported.name in (select locked.name from locked));
end
$$;
comment on function baton._lock_breakers(jsonb) is
  'Locks the breakers that reports may change; returns the reports without those of which '
  'somebody else has locked it.';
