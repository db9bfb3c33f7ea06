-- Attempts whose executor is gone: recorded as lost, their steps run again while the budgets last.
-- Under the jobs' locks. Which of an executor's attempts killed it, nobody knows. So a loss ends a
-- step only where that attempt ran alone (_take_alone), as the one after the last that
-- settings.lost_attempts allows does. Returns how many steps run again and how many failed for it.
create function baton._lose_attempts(p_steps baton.step_ref[], p_action text, p_message text,
  out recovered int, out failed int)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_again step_ref[];
  v_ended step_ref[];
  v_slots boolean;
begin
  perform _begin_jobs(array(select distinct job_id from unnest(p_steps)), 'claim', 'baton');   -- the claim had to pass over their locks

  with taken as (
    delete from running
    using unnest(p_steps) as given
    where running.job_id = given.job_id and running.n = given.n
    returning running.*
  ), decided as materialized (
    select taken.*, step.generation, step.attempts > step.attempts_before as retried, job.status as job_status, timing.now, definition.on_failure,
      _lost_text(step.lost + 1, settings.lost_attempts, definition.max_attempts, p_message) as final_message,
      case
        when job.status = 'cancelling' then 'cancelled'
        when step.lost >= settings.lost_attempts and (settings.lost_attempts = 0 or p_action <> 'recover' or exists (
            select from set_aside as aside
            where aside.work = 'alone' and aside.job_id = taken.job_id and aside.n = taken.n))
          or step.attempts + 1 - step.attempts_before >= definition.max_attempts then 'failed'
        when job.failing and definition.run_if = 'all_completed' then 'skipped'
        else 'ready' end as status
    from taken
    -- OFFSET 0: each is looked up by its whole key, whatever the planner knew of the tables when
    -- the plan was made.
    cross join lateral (select * from step_rows where step_rows.job_id = taken.job_id and step_rows.n = taken.n offset 0) as step
    cross join lateral (select * from jobs where jobs.id = taken.job_id offset 0) as job
    cross join lateral (select * from definition_steps where definition_steps.definition_id = job.definition_id and definition_steps.n = taken.n offset 0) as definition
    cross join settings
    cross join (select _now() as now) as timing
  ), kept as (
    insert into attempt_rows (job_id, n, attempt, generation, token, executor_id, started_at, finished_at, outcome,
      error_code, error_message)
    select job_id, n, attempt, generation, token, executor_id, started_at, greatest(started_at, now), 'lost',
      'EXECUTOR_LOST', p_message
    from decided
  ), counted as (
    insert into attempt_counts (others)
    select array_agg(row('lost', 'EXECUTOR_LOST', false, retried, status, null)::attempt_end)
    from decided
    having count(*) > 0
  ), changed as (
    update step_rows as step
    set status = decided.status,
        status_reason = case decided.status
          when 'cancelled' then coalesce(decided.stop_reason, 'cancelled')
          when 'skipped' then 'job_failed'
          else 'orphaned' end,
        ready_id = null,
        attempts = step.attempts + 1,
        lost = step.lost + 1,
        started_at = decided.started_at,
        finished_at = case when decided.status <> 'ready' then decided.now end,
        checkpoint = coalesce(decided.checkpoint, step.checkpoint),
        error_code = 'EXECUTOR_LOST',
        error_type = case when decided.status = 'ready' then 'RETRYABLE' else 'FATAL' end,
        error_message = case when decided.status = 'failed' then decided.final_message else p_message end,
        error_detail = null,
        items = coalesce(decided.items, step.items),
        suggested_action = 'Check why the executor died (memory, power, kill), then retry the job',
        warning = case when decided.status = 'failed' and decided.on_failure = 'continue'
          then 'failed, and the job went on without it: EXECUTOR_LOST: ' || decided.final_message end
    from decided
    where step.job_id = decided.job_id and step.n = decided.n
    returning step.job_id, step.n, step.status, num_nonnulls(decided.limit_slot, decided.queue_slot) > 0 as had_slots
  )
  select array_agg(row(changed.job_id, changed.n)::step_ref) filter (where changed.status = 'ready'),
    array_agg(row(changed.job_id, changed.n)::step_ref) filter (where changed.status <> 'ready'),
    bool_or(changed.had_slots)
  into v_again, v_ended, v_slots
  from changed;

  recovered := coalesce(cardinality(v_again), 0);
  failed := coalesce(cardinality(v_ended), 0);
  delete from set_aside
  using unnest(v_ended) as ended
  where set_aside.work = 'alone' and set_aside.job_id = ended.job_id and set_aside.n = ended.n;
  if v_again is not null then
    perform _requeue_steps(v_again, 'ready');
    insert into set_aside as had (work, job_id, n, since, tried_at, tries, next_try_at)
    select 'alone', again.job_id, again.n, _now(), _now(), 0, _now() + interval '10 seconds'
    from unnest(v_again) as again
    where _runs_alone(again.job_id, again.n)
    on conflict (work, job_id, n) do update set executor_id = null;
    if exists (select from notifications where enabled and kind = 'orphan_recovered') then
      perform _tell_of_orphans(v_again, p_message);
    end if;
  end if;
  if v_again is not null or v_slots then
    perform _ring_work();
  end if;
  if v_ended is not null then
    perform _advance(v_ended, p_action, 'baton');
  end if;
end
$$;
comment on function baton._lose_attempts(baton.step_ref[], text, text) is
  'Records running attempts as lost and puts their steps back, or ends them where the budgets are '
  'spent.';
