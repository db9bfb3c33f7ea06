-- The heart of reporting: ends the attempts that are still held by their tokens, and draws the
-- consequences. Set-wise: one statement moves running rows to attempts, output and steps. Locks, in
-- the written order: jobs by id (a statement of its own, so that the next one sees fresh rows),
-- breakers by name, running, attempts, steps, ready, job. Waits for no job or breaker: the reports
-- of one that is locked (a person's transaction may stay open) are left out, and their attempts
-- hold their steps until another call. So it holds up neither the reports of other jobs nor the
-- claim in the same transaction. Returns the tokens that were recorded and how many steps became
-- ready.
create function baton._record_attempts(p_reports jsonb, p_action text, p_actor text,
  out recorded uuid[], out opened int)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_reports jsonb := p_reports;
  v_returned uuid[];
  v_locked bigint[];
  v_unstarted bigint[];
  v_ended step_ref[];
  v_requeued step_ref[];
  v_retrying timers[];
  v_branching boolean;
  v_healthy text[];
  v_slots int[];
  v_holders bigint[];
begin
  with locked as materialized (
    select job.id, job.status
    from jobs as job
    where job.id in (select (report ->> 'job_id')::bigint from jsonb_array_elements(p_reports) as report)
    order by job.id
    for no key update skip locked
  )
  select array_agg(locked.id), array_agg(locked.id) filter (where locked.status = 'pending')
  into v_locked, v_unstarted
  from locked;
  if cardinality(v_locked) is distinct from jsonb_array_length(v_reports) then   -- jobs are locked, or have several reports
    select coalesce(jsonb_agg(report), '[]') into v_reports
    from jsonb_array_elements(p_reports) as report
    where (report ->> 'job_id')::bigint = any (v_locked);
  end if;
  if v_unstarted is not null then
    perform _begin_jobs(v_unstarted, 'claim', p_actor);   -- the claim had to pass over their locks
  end if;

  if v_reports @> '[{"ended": "not_begun"}]' then
    select returned, rest into v_returned, v_reports from _return_attempts(v_reports);
  end if;

  v_reports := _lock_breakers(v_reports);
  with moved as materialized (
    select * from _move_attempts(v_reports)
  )
  select array_agg(moved.token),
    array_agg(row(moved.job_id, moved.n)::step_ref) filter (where moved.status not in ('ready', 'retrying')),
    array_agg(row(moved.job_id, moved.n)::step_ref) filter (where moved.status = 'ready'),
    array_agg(row(moved.due_at, moved.job_id, moved.n, 'retry', _now())::timers) filter (where moved.status = 'retrying'),
    bool_or(moved.branching),
    array_agg(distinct moved.circuit_breaker) filter (where moved.circuit_breaker is not null and moved.status = 'completed'),
    array_agg(moved.limit_slot) filter (where moved.limit_slot is not null) || array_agg(moved.queue_slot) filter (where moved.queue_slot is not null),
    array_agg(moved.executor_id) filter (where num_nonnulls(moved.limit_slot, moved.queue_slot) > 0)
  into recorded, v_ended, v_requeued, v_retrying, v_branching, v_healthy, v_slots, v_holders
  from moved;

  opened := 0;
  if v_retrying is not null then
    insert into timers (due_at, job_id, n, kind, set_at)
    select due_at, job_id, n, kind, set_at
    from unnest(v_retrying);
  end if;
  if v_reports @? '$[*].output[*]' then
    perform _keep_output(v_reports, recorded);
  end if;
  if v_requeued is not null then
    opened := _requeue_steps(v_requeued, 'ready');
  end if;
  if v_healthy is not null then
    perform _count_successes(v_healthy, recorded);
  end if;
  if v_branching then
    opened := opened + _advance(v_ended, p_action, p_actor);
  elsif v_ended is not null then
    perform _settle_jobs(v_ended, p_action, p_actor);
  end if;
  if v_slots is not null then
    perform _ring_freed(v_slots, v_holders);
  end if;
  recorded := v_returned || recorded;
end
$$;
comment on function baton._record_attempts(jsonb, text, text) is
  'Ends the attempts of the reports that still hold their steps, and everything that follows; '
  'returns their tokens and how many steps became ready.';
