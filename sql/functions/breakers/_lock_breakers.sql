-- Before reports are judged: the breakers that they may change, by name, so that two reports cannot wait for each
-- other crosswise. Costs nothing where no definition names a breaker; a success leaves a healthy one alone.
create function baton._lock_breakers(p_reports jsonb) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  if not exists (select from circuit_breakers) then
    return;
  end if;
  perform
  from circuit_breakers as breaker
  where breaker.name in (
      select definition.circuit_breaker
      from jsonb_array_elements(p_reports) as report
      cross join lateral (select * from jobs where jobs.id = (report ->> 'job_id')::bigint offset 0) as job
      cross join lateral (
        select * from definition_steps
        where definition_steps.definition_id = job.definition_id and definition_steps.n = (report ->> 'n')::int
        offset 0
      ) as definition
      where definition.circuit_breaker is not null
        and not (breaker.state = 'closed' and breaker.failures = 0 and _reported_success(report)))
  order by breaker.name
  for no key update;
end
$$;
comment on function baton._lock_breakers(jsonb) is 'Locks the breakers that reports may change, in the order of their names.';
