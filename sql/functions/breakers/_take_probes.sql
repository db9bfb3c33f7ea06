-- One step for each half-open breaker of the queues. The breaker's row is locked for it (never
-- waiting), so that two executors do not both send one. Returns their jobs' ids.
create function baton._take_probes(p_executor_id bigint, p_call bigint, p_queues text[], p_wanted int) returns bigint[]
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_breaker text;
  v_lanes int[];
  v_jobs bigint[] := '{}';
begin
  for v_breaker in
    select breaker.name
    from circuit_breakers as breaker
    where breaker.state = 'half_open' and breaker.name in (
      select lane.circuit_breaker from lanes as lane where lane.open and lane.queue = any (p_queues))
    order by breaker.name
    for no key update skip locked
  loop
    exit when cardinality(v_jobs) >= p_wanted;
    -- Asked again under the lock: another claim may have sent a probe, or a report closed the
    -- breaker.
    v_lanes := array(
      select lane.id
      from lanes as lane
      where lane.circuit_breaker = v_breaker and lane.id = any ((_claimable_lanes(p_queues)).trying_lanes));
    if v_lanes <> '{}' then
      v_jobs := v_jobs || coalesce(
        _take_gated(p_executor_id, p_call, array(select id from lanes where id = any (v_lanes) and gated), '{}', 1),
        _take_ready(p_executor_id, p_call, array(select id from lanes where id = any (v_lanes) and not gated), 1));
      update circuit_breakers
      set probe_job_id = running.job_id, probe_n = running.n, probe_token = running.token
      from running
      join jobs as job on job.id = running.job_id
      join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = running.n
      where name = v_breaker and running.executor_id = p_executor_id and running.call = p_call
        and definition.lane = any (v_lanes);
    end if;
  end loop;
  return v_jobs;
end
$$;
comment on function baton._take_probes(bigint, bigint, text[], int) is
  'Claims one step for each half-open breaker of the queues; returns their jobs'' ids.';
