-- The work of breaker_status, where jit does not compile it.
create function baton._breakers()
returns table (name text, state text, failures int, threshold int, open_for interval,
  error_codes text[], changed_at timestamptz,
  changed_by text, reason text, probe_due_at timestamptz, probe_job_id bigint, probe_step text,
    waiting_steps bigint)
language sql stable security definer
rows 10
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select breaker.name, breaker.state, breaker.failures, breaker.threshold, breaker.open_for,
    breaker.error_codes,
    breaker.changed_at, breaker.changed_by, breaker.reason, breaker.probe_due_at,
    case when probe.job_id is not null then breaker.probe_job_id end, probe.key,
      coalesce(waiting.steps, 0)
  from circuit_breakers as breaker
  left join lateral (
    select running.job_id, definition.key
    from running
    join jobs as job on job.id = running.job_id
    join definition_steps as definition on definition.definition_id = job.definition_id
      and definition.n = running.n
    where running.job_id = breaker.probe_job_id and running.n = breaker.probe_n
      and running.token = breaker.probe_token
  ) as probe on true
  left join (
    select lane.circuit_breaker, sum(counted.steps)::bigint as steps
    from lanes as lane
    join _ready_steps(array(select id from lanes where circuit_breaker is not null)) as counted
      on counted.lane = lane.id
    group by lane.circuit_breaker
  ) as waiting on waiting.circuit_breaker = breaker.name
$$;
comment on function baton._breakers() is 'For baton.breaker_status.';
