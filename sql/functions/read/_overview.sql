-- What job_overview looks up about a job in other tables, where jit does not compile it: as long as
-- these were not analysed, every job is thought to have a 200th of their rows, and a list of
-- twenty jobs to be worth compiling. It begins with the job's row, so that nobody reads more by it
-- than the view shows.
create function baton._overview(p_job bigint)
returns table (pending bigint, ready bigint, running bigint, retrying bigint,
  action_required bigint, completed bigint, failed bigint, skipped bigint, cancelled bigint,
  done_steps bigint, progress_percent int, next_retry_at timestamptz, attempts bigint,
  current_phase text, current_step text, error_step text, error_code text, error_message text,
  error_detail text, suggested_action text, ended_for interval, cancelled_at timestamptz,
  cancelled_by text, cancel_reason text)
language plpgsql stable security definer
cost 2500   -- as ten descents of an index: a list is cut first where it can be
rows 1
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
#variable_conflict use_column
begin
  return query
    select
      counted.pending,
      counted.ready,
      counted.running,
      counted.retrying,
      counted.action_required,
      counted.completed,
      counted.failed,
      counted.skipped,
      counted.cancelled,
      counted.done,
      _progress_percent(job.status = 'completed', counted.done, counted.running_progress,
        counted.total),
      counted.next_retry_at,
      counted.attempts,
      here.phase,
      here.key,
      troubled.key,
      troubled.error_code,
      troubled.error_message,
      troubled.error_detail,
      troubled.suggested_action,
      coalesce((
        select sum(change.at - change.before)
        from (
          select event.at, event.from_status, lag(event.at) over (order by event.id) as before
          from job_events as event
          where event.job_id = job.id
            and (event.n is null and event.to_status in ('completed', 'failed', 'cancelled')
                 or event.to_status = 'in_progress'
                   and event.from_status in ('completed', 'failed', 'cancelled'))
        ) as change
        where change.from_status in ('completed', 'failed', 'cancelled')), '0'),
      cancelled.at,
      cancelled.actor,
      cancelled.reason
    from jobs as job
    cross join lateral (
      select
        count(*) as total,
        count(*) filter (where _is_done(step.status, step.status_reason)) as done,
        sum(running.progress) as running_progress,
        count(*) filter (where step.status = 'pending') as pending,
        count(*) filter (where step.status = 'ready' and running.job_id is null) as ready,
        count(running.job_id) as running,
        count(*) filter (where step.status = 'retrying') as retrying,
        count(*) filter (where step.status = 'action_required') as action_required,
        count(*) filter (where step.status = 'completed') as completed,
        count(*) filter (where step.status = 'failed') as failed,
        count(*) filter (where step.status = 'skipped') as skipped,
        count(*) filter (where step.status = 'cancelled') as cancelled,
        min(step.due_at) filter (where step.status = 'retrying') as next_retry_at,
        coalesce(sum(step.attempts), 0) + count(running.job_id) as attempts
      from step_rows as step
      left join running on running.job_id = step.job_id and running.n = step.n
      where step.job_id = job.id
    ) as counted
    left join lateral (
      select definition.phase, definition.key
      from step_rows as step
      left join running on running.job_id = step.job_id and running.n = step.n
      join definition_steps as definition
        on definition.definition_id = job.definition_id and definition.n = step.n
      where step.job_id = job.id
        and job.finished_at is null
        and step.status in ('ready', 'retrying', 'action_required')
      order by
        case
          when running.job_id is not null then 1
          when step.status = 'retrying' then 2
          when step.status = 'action_required' then 3
          else 4
        end,
        step.n
      limit 1
    ) as here on true
    left join lateral (
      select definition.key, step.error_code, step.error_message, step.error_detail,
        step.suggested_action
      from step_rows as step
      join definition_steps as definition
        on definition.definition_id = job.definition_id and definition.n = step.n
      where step.job_id = job.id
        and step.error_code is not null
        and step.status <> 'completed'
      order by step.n is distinct from job.error_step, step.finished_at desc nulls last, step.n
      limit 1
    ) as troubled on true
    left join lateral (   -- the last time; the end of a stop is no second one
      select event.at, event.actor, event.reason
      from job_events as event
      where job.status in ('cancelling', 'cancelled')
        and event.job_id = job.id
        and event.n is null
        and event.to_status in ('cancelling', 'cancelled')
        and event.from_status <> 'cancelling'
      order by event.id desc
      limit 1
    ) as cancelled on true
    where job.id = p_job;
end
$$;
comment on function baton._overview(bigint) is
  'For baton.job_overview: the steps of a job by status, where it is, its last error.';
