-- Ends every step of the jobs that has not started and will not: pending, retrying,
-- action_required, and ready ones that no executor has. Removing the ready row decides who wins
-- against a claim: a claim that holds it has it, and deleting waits for that claim's commit (a
-- claim never waits, so this cannot deadlock). Clean-up steps (run_if all_finished) are spared when
-- asked. Under the jobs' locks. Returns the ended steps.
create function baton._sweep_steps(p_job_ids bigint[], p_status text, p_reason text, p_spare_cleanup boolean)
returns baton.step_ref[]
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_swept step_ref[];
begin
  with waiting as materialized (
    select step.job_id, step.n, step.status, step.due_at, step.ready_id, definition.lane, job.priority
    from jobs as job
    -- OFFSET 0: each is looked up by its whole key, whatever the planner knew of the tables when
    -- the plan was made.
    cross join lateral (select * from step_rows where step_rows.job_id = job.id offset 0) as step
    cross join lateral (select * from definition_steps where definition_steps.definition_id = job.definition_id and definition_steps.n = step.n offset 0) as definition
    where job.id = any (p_job_ids)
      and step.status in ('pending', 'ready', 'retrying', 'action_required')
      and not (p_spare_cleanup and definition.run_if = 'all_finished')
  ), unqueued as (
    delete from ready
    using waiting
    where waiting.status = 'ready'
      and ready.lane = waiting.lane and ready.priority = waiting.priority and ready.id = waiting.ready_id
    returning ready.job_id, ready.n
  ), untimed as (
    delete from timers
    using waiting
    where waiting.status = 'retrying'
      and timers.due_at = waiting.due_at and timers.job_id = waiting.job_id and timers.n = waiting.n and timers.kind = 'retry'
  ), ended as (
    update step_rows as step
    set status = p_status,
        status_reason = p_reason,
        ready_id = null,
        due_at = null,
        finished_at = _now()
    from waiting
    where step.job_id = waiting.job_id and step.n = waiting.n
      and (waiting.status <> 'ready'
           or exists (select from unqueued where unqueued.job_id = waiting.job_id and unqueued.n = waiting.n))
    returning step.job_id, step.n
  )
  select coalesce(array_agg(row(ended.job_id, ended.n)::step_ref), '{}')
  into v_swept
  from ended;
  return v_swept;
end
$$;
comment on function baton._sweep_steps(bigint[], text, text, boolean) is
  'Ends all steps of the jobs that are not running, with the given status and reason; returns '
  'them.';
