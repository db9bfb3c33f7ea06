create function baton._damage(p_step baton.step_rows, p_priority int, p_lane int, p_parents int[]) returns text
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select case
    when p_step.attempts < (
        select max(attempt.attempt) from attempt_rows as attempt where attempt.job_id = p_step.job_id and attempt.n = p_step.n)
      then 'its number of attempts was too low'
    when p_step.status = 'ready' and not exists (
        select from running where running.job_id = p_step.job_id and running.n = p_step.n)
      and not exists (
        select from ready
        where ready.lane = p_lane and ready.priority = p_priority and ready.id = p_step.ready_id
          and ready.job_id = p_step.job_id and ready.n = p_step.n)
      then 'it was ready, and neither in the queue nor running'
    when p_step.status = 'ready' and exists (
        select from running
        where running.job_id = p_step.job_id and running.n = p_step.n
          and not exists (select from executors where executors.id = running.executor_id))
      then 'its executor was not there any more'
    when p_step.status = 'retrying' and not exists (
        select from timers
        where timers.kind = 'retry' and timers.due_at = p_step.due_at and timers.job_id = p_step.job_id and timers.n = p_step.n)
      then 'the time of its retry was missing'
    when p_step.status in ('pending', 'ready', 'retrying', 'action_required') and p_parents <> '{}'
      and (
        select (
            count(*) filter (where parent.status not in ('completed', 'failed', 'skipped', 'cancelled')),
            count(*) filter (where parent.status in ('completed', 'failed', 'skipped', 'cancelled')
              and not _satisfies(parent.status, parent.status_reason)))
          is distinct from (p_step.open_dependencies::bigint, p_step.failed_dependencies::bigint)
        from step_rows as parent
        where parent.job_id = p_step.job_id and parent.n = any (p_parents))
      then 'its dependencies were counted wrongly'
    end
$$;
comment on function baton._damage(baton.step_rows, int, int, int[]) is
  'What of a step is missing or wrong that other rows imply; null for nothing.';
