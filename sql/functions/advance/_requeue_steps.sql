-- Puts steps (due retries, handed back or lost attempts) back into the queue, under the jobs'
-- locks. Only those that have the expected status; returns how many. A step that was just put back
-- (ready, but in no queue) keeps its reason.
create function baton._requeue_steps(p_steps baton.step_ref[], p_from_status text) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_count int;
begin
  with requeued as materialized (
    select step.job_id, step.n, definition.lane, job.priority, nextval('baton.ready_id') as ready_id
    from unnest(p_steps) as given
    join jobs as job on job.id = given.job_id
    join step_rows as step on step.job_id = given.job_id and step.n = given.n
    join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
    where step.status = p_from_status
  ), changed as (
    update step_rows as step
    set status = 'ready', status_reason = case when p_from_status = 'ready' then step.status_reason end, ready_id = requeued.ready_id, due_at = null
    from requeued
    where step.job_id = requeued.job_id and step.n = requeued.n
  )
  insert into ready (lane, priority, id, job_id, n)
  select lane, priority, ready_id, job_id, n
  from requeued;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function baton._requeue_steps(baton.step_ref[], text) is
  'Puts steps with the given status into the queue again; returns how many.';
