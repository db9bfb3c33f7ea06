create function baton._explain_ready(p_job_id bigint, p_n int)
returns text
language plpgsql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_step    steps;
  v_queue   queues;
  v_serving record;
  v_ahead   text := _steps_ahead(p_job_id, p_n);
begin
  select * into v_step from steps as step where step.job_id = p_job_id and step.n = p_n;
  select * into v_queue from queues where name = v_step.queue;
  select * into v_serving from _queue_service(v_step.queue);

  return case
    when _on_hold() then
      'is ready, but this database is a copy or was restored, and is on hold. If it is meant to run jobs: select baton.accept_database()'
    when v_queue.paused_at is not null then
      format('is ready, but queue "%s" is paused by %s since %s%s. Resume it with: select baton.resume_queue(%L)',
        v_queue.name, v_queue.paused_by, _time_text(v_queue.paused_at), coalesce(': ' || v_queue.paused_reason, ''), v_queue.name)
    when exists (select from set_aside where work in ('claim', 'alone') and job_id = p_job_id and n = p_n) then
      'is ready, but claims pass over it.'
    when v_step.status_reason like 'breaker:%' then _explain_breaker(v_step.circuit_breaker)
    when v_step.status_reason like 'limit:%' then _explain_limit(v_step.limit_name, v_ahead)
    when v_step.status_reason = 'queue_full' then _explain_full_queue(v_step.queue, v_ahead)
    -- Any other reason (orphaned, interrupted) says why it is ready again, and holds nothing up.
    when v_serving.active = 0 and v_serving.draining = 0 then
      format('is ready, but no executor that is alive serves queue "%s"%s. Start one with: baton executor --queues %s --commands DIR',
        v_queue.name, coalesce(' (last seen: ' || v_serving.last_seen || ')', ''), v_queue.name)
    when v_serving.active = 0 then
      format('is ready, but the only executors of queue "%s" are draining and take nothing new. Start another with: baton executor --queues %s --commands DIR',
        v_queue.name, v_queue.name)
    when v_serving.busy >= v_serving.slots then
      format('is ready and waits for a free slot: all %s slots of the executors of queue "%s" are taken. %s',
        v_serving.slots, v_queue.name, v_ahead)
    else
      format('is ready and starts with the next claim: %s of %s slots of queue "%s" are free, and executors look at least every %s. %s',
        v_serving.slots - v_serving.busy, v_serving.slots, v_queue.name,
        (select _milliseconds(idle_poll) || ' ms' from settings), v_ahead)
  end;
end
$$;
comment on function baton._explain_ready(bigint, int) is
  'Why a ready step has not started: hold, pause, breaker, limit, no executor, no slot.';
