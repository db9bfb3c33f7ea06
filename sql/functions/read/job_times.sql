-- A status that is over in a moment may be seen late or not at all; what is seen carries its own
-- time.
create function baton.job_times(p_job_id bigint)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_job jobs;
  v_opened timestamptz;   -- last submitted, or put to work again
begin
  perform _require_job(p_job_id);
  select * into v_job from jobs where id = p_job_id;
  v_opened := coalesce(
    (select event.at
     from job_events as event
     where event.job_id = p_job_id and event.to_status = 'in_progress'
       and event.from_status in ('completed', 'failed', 'cancelled')
     order by event.id desc
     limit 1),
    v_job.created_at);

  return jsonb_build_object(
    'since', case
      when v_job.finished_at is not null then v_job.finished_at
      else coalesce(
        (select event.at
         from job_events as event
         where event.job_id = p_job_id and event.to_status = v_job.status
           and (event.n is null or event.to_status = 'in_progress')
         order by event.id desc
         limit 1),
        v_opened) end,
    'worked_ms', (select _milliseconds(overview.duration) from job_overview as overview where overview.job_id = p_job_id),
    'steps', (
      select jsonb_object_agg(definition.key, coalesce(
        running.started_at,
        step.finished_at,
        greatest(
          v_opened,
          (select ended.finished_at
           from attempt_rows as ended
           where ended.job_id = step.job_id and ended.n = step.n and ended.attempt = step.attempts),
          (select max(parent.finished_at)
           from step_rows as parent
           where parent.job_id = step.job_id and parent.n = any (definition.parents)))))
      from step_rows as step
      join definition_steps as definition
        on definition.definition_id = v_job.definition_id and definition.n = step.n
      left join running on running.job_id = step.job_id and running.n = step.n
      where step.job_id = p_job_id));
end
$$;
comment on function baton.job_times(bigint) is
  'Since when a job and each of its steps have the status that they have ({"since", "steps": '
  '{key: time}}), and how long the job has been worked on ("worked_ms": without the time between '
  'an end and a retry). BT070: no such job.';
