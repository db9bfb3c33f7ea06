-- Claims up to p_wanted ready steps. A call that is repeated (same p_call) gets the same attempts
-- again. An idle poll that finds nothing writes nothing and locks nothing. Idle, and to be rung
-- for, is who found nothing at all. Who found less than it wanted comes again in a moment by
-- itself: so where work keeps coming nobody pays for a doorbell (NOTIFY's lock serialises commits).
-- One bad step fails the whole claim. Then the executor repeats it carefully, and the bad one is
-- found and set aside first.
create function baton.claim_steps(p_executor_id bigint, p_call bigint, p_wanted int, p_carefully boolean default false)
returns table (token uuid, job_id bigint, n int, attempt int, generation int, definition_id bigint, kind text, spec text,
  command text, environment text, document text, unstartable text, needs_secrets boolean, next_due_ms bigint, tick_due_ms bigint)
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_place tid := _executor_place(p_executor_id);
  v_executor record;
  v_lanes record;
  v_jobs bigint[];
  v_count int := 0;
  v_wanted int := p_wanted;
begin
  perform _at_read_committed();
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  select executor.last_call, executor.idle, executor.queues, exists (select from set_aside where work = 'alone') as alone_waits
  into v_executor
  from executors as executor
  where executor.ctid = v_place and executor.status in ('active', 'draining') and executor.registered_by = session_user;
  if not found then
    perform _alive_executor(p_executor_id);   -- raises, or somebody has just changed it
    select executor.last_call, executor.idle, executor.queues, exists (select from set_aside where work = 'alone') as alone_waits
    into v_executor
    from executors as executor
    where executor.id = p_executor_id;
  end if;
  if p_call < v_executor.last_call then
    raise exception using errcode = 'BT043',
      message = format('call %s of executor %s comes after call %s', p_call, p_executor_id, v_executor.last_call),
      hint = 'Count calls up; repeat only the last one.';
  end if;

  if p_call > v_executor.last_call and p_wanted > 0 then
    v_lanes := _claimable_lanes(v_executor.queues);
    if (not v_executor.idle or v_executor.alone_waits or p_carefully or _work_waits(v_lanes.open_lanes || v_lanes.trying_lanes, v_lanes.gated_lanes)) and not _on_hold() then
      -- From here on it is written: one call of an executor at a time, even if an old connection
      -- still works on one, and none of an executor whose lease has just been ended.
      update executors
      set last_call = p_call, idle = false
      where ctid = v_place and id = p_executor_id and last_call = v_executor.last_call and status in ('active', 'draining');
      if not found then   -- somebody has just changed it
        update executors
        set last_call = p_call, idle = false
        where id = p_executor_id and last_call = v_executor.last_call and status in ('active', 'draining');
      end if;
      if found then
        perform _promote_due(100);
        if p_carefully and not _sift_claims(v_lanes.open_lanes || v_lanes.trying_lanes || v_lanes.gated_lanes, p_wanted) then
          v_wanted := 0;
        end if;
        if v_executor.alone_waits and v_wanted > 0 then
          select taken.jobs, taken.wanted into v_jobs, v_wanted from _take_alone(p_executor_id, p_call, v_lanes.open_lanes || v_lanes.trying_lanes || v_lanes.gated_lanes, v_wanted) as taken;
        end if;
        if exists (select from circuit_breakers where state = 'half_open') then   -- perhaps only since now
          v_jobs := v_jobs || _take_probes(p_executor_id, p_call, v_executor.queues, v_wanted);
        end if;
        if v_lanes.gated_lanes <> '{}' then
          v_jobs := v_jobs || _take_gated(p_executor_id, p_call, v_lanes.gated_lanes, v_lanes.open_lanes,
            v_wanted - coalesce(cardinality(v_jobs), 0));
        end if;
        if v_lanes.ranks[1] = v_lanes.ranks[cardinality(v_lanes.ranks)] then
          v_jobs := v_jobs || _take_ready(p_executor_id, p_call, v_lanes.open_lanes, v_wanted - coalesce(cardinality(v_jobs), 0));
        else
          v_jobs := v_jobs || _take_by_rank(p_executor_id, p_call, v_lanes.open_lanes, v_lanes.ranks,
            v_wanted - coalesce(cardinality(v_jobs), 0));
        end if;
        v_count := coalesce(cardinality(v_jobs), 0);
        if v_count > 0 then
          perform _begin_jobs(v_jobs, 'claim', 'executor ' || p_executor_id);
        end if;
        if v_count = 0 then
          update executors set idle = true where ctid = _executor_place(p_executor_id);
        end if;
      end if;
    end if;
  end if;

  return query
  select claimed.*, timing.next_due_ms, timing.tick_due_ms
  from _due_times(v_count > 0) as timing
  left join _claimed_attempts(p_executor_id, p_call) as claimed on true;
end
$$;
comment on function baton.claim_steps(bigint, bigint, int, boolean) is
  'Claims up to p_wanted ready steps for an executor and returns them '
  '(docs/reference/executor-protocol.md); one row with a null token when there is nothing. '
  'p_carefully: after a claim that failed; what makes it fail is set aside first. BT041: the '
  'executor is not alive; BT043: calls out of order.';
