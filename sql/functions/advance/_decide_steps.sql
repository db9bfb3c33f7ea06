-- What becomes of pending steps whose dependencies have moved: opened (ready, or action_required
-- for a person), skipped, completed (what a retry left done), or left waiting. Under the jobs'
-- locks. Returns those that have ended so, for the caller to go on from, and how many became ready.
create function baton._decide_steps(p_steps baton.step_ref[], out ended baton.step_ref[], out opened int)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_now timestamptz := _now();
  v_manual_jobs bigint[];
begin
  with candidates as materialized (
    select step.job_id, step.n, definition.kind, definition.lane, job.priority,
      case
        when _hindrance(definition.run_if, step.failed_dependencies > 0, job.failing, step.open_dependencies > 0) is not null
          then _hindrance(definition.run_if, step.failed_dependencies > 0, job.failing, step.open_dependencies > 0)
        when job.one_active is not null and not exists (select from turns where turns.job_id = job.id and turns.active) then 'wait'
        when step.kept then 'kept'
        when definition.when_condition is not null and not _condition_holds(definition.when_condition,
          jsonb_build_object('parameters', job.parameters, 'context',
            _step_context(job.id, job.definition_id, definition.ancestors))) then 'condition'
        else 'open'
      end as decision
    from unnest(p_steps) as given
    -- OFFSET 0: each is looked up by its whole key, whatever the planner knew of the tables when
    -- the plan was made.
    cross join lateral (select * from jobs where jobs.id = given.job_id offset 0) as job
    cross join lateral (select * from step_rows where step_rows.job_id = given.job_id and step_rows.n = given.n offset 0) as step
    cross join lateral (select * from definition_steps where definition_steps.definition_id = job.definition_id and definition_steps.n = step.n offset 0) as definition
    where step.status = 'pending'
      and job.status in ('pending', 'in_progress')
  ), decided as materialized (
    select candidates.*,
      case when decision = 'open' and kind <> 'manual' then nextval('baton.ready_id') end as ready_id
    from candidates
    where decision <> 'wait'
    order by candidates.job_id, candidates.n
  ), changed as (
    update step_rows as step
    set status = case
          when decided.decision = 'kept' then 'completed'
          when decided.decision <> 'open' then 'skipped'
          when decided.kind = 'manual' then 'action_required'
          else 'ready' end,
        status_reason = case when decided.decision <> 'open' then decided.decision end,
        finished_at = case when decided.decision <> 'open' then v_now end,
        started_at = case when decided.kind = 'manual' and decided.decision = 'open' then v_now else step.started_at end,
        ready_id = decided.ready_id,
        kept = case when decided.decision <> 'kept' then step.kept end
    from decided
    where step.job_id = decided.job_id and step.n = decided.n
  ), queued as (
    insert into ready (lane, priority, id, job_id, n)
    select decided.lane, decided.priority, decided.ready_id, decided.job_id, decided.n
    from decided
    where decided.ready_id is not null
    order by decided.ready_id
  )
  select coalesce(array_agg(row(decided.job_id, decided.n)::step_ref) filter (where decided.decision <> 'open'), '{}'),
    count(decided.ready_id),
    array_agg(distinct decided.job_id) filter (where decided.kind = 'manual' and decided.decision = 'open')
  into ended, opened, v_manual_jobs
  from decided;

  if v_manual_jobs is not null then
    perform _begin_jobs(v_manual_jobs, 'manual step', 'baton');
  end if;
end
$$;
comment on function baton._decide_steps(baton.step_ref[]) is
  'Opens, skips, completes or leaves pending steps by their dependencies, run_if and when. '
  'Returns those that ended and the number that became ready.';
