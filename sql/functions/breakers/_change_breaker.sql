-- Under the breaker's lock. No step is moved: claims read the state.
create function baton._change_breaker(p_name text, p_state text, p_actor text, p_reason text, p_probe_due_at timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_old circuit_breakers := (select breaker from circuit_breakers as breaker where name = p_name);
begin
  update circuit_breakers
  set state = p_state,
      failures = case when p_state = 'closed' then 0 else failures end,
      changed_at = _now(),
      changed_by = p_actor,
      reason = p_reason,
      probe_due_at = p_probe_due_at,
      probe_job_id = null,
      probe_n = null,
      probe_token = null
  where name = p_name;

  delete from timers where due_at = v_old.probe_due_at and job_id = 0 and n = v_old.id and kind = 'breaker';
  if p_probe_due_at is not null then
    insert into timers (due_at, job_id, n, kind, set_at) values (p_probe_due_at, 0, v_old.id, 'breaker', _now());
  end if;
  insert into job_events (at, from_status, to_status, action, actor, reason)
  values (_now(), v_old.state, p_state, 'breaker ' || p_name, p_actor, p_reason);
  if p_state = 'open' and v_old.state = 'closed' and exists (select from notifications where enabled and kind = 'breaker_opened') then
    perform _tell_of_breaker(p_name, p_actor, p_reason);
  end if;
  if p_state <> 'open' then
    perform _ring_work();
  end if;
end
$$;
comment on function baton._change_breaker(text, text, text, text, timestamptz) is
  'Gives a breaker another state, sets its timer and records who changed it and why.';
