-- What a person decided about a manual step.
create function baton.resolve_step(p_job_id bigint, p_step text, p_outcome text, p_outputs jsonb default null,
  p_reason text default null) returns text
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
  v_n int;
  v_status text;
begin
  perform _at_read_committed();
  perform _check_reason(p_reason);
  perform _lock_job(p_job_id);
  v_n := _require_step(p_job_id, p_step);
  if p_outcome is null or p_outcome not in ('completed', 'failed', 'skipped') then
    raise exception using errcode = 'BT051', message = 'the outcome of a manual step is none of completed, failed, skipped',
      hint = 'Use resolve_step(job_id, step, ''completed'').';
  end if;
  if jsonb_typeof(p_outputs) <> 'object' then
    raise exception using errcode = 'BT052', message = format('the outputs of step "%s" are not a JSON object', p_step),
      hint = 'Pass an object, such as {"approved": true}, or null.';
  end if;
  select status into v_status from step_rows where job_id = p_job_id and n = v_n;
  if v_status <> 'action_required' then
    raise exception using errcode = 'BT053',
      message = format('step "%s" of job %s does not wait for a person', p_step, p_job_id),
      detail = format('Its status is %s.', (select state.status from steps as state where state.job_id = p_job_id and state.key = p_step)),
      hint = format('select baton.explain_step(%s, %L) says why.', p_job_id, p_step);
  end if;

  update step_rows as step
  set status = p_outcome,
      status_reason = 'manual',
      finished_at = _now(),
      outputs = p_outputs,
      error_code = case when p_outcome = 'failed' then 'REJECTED' end,
      error_type = case when p_outcome = 'failed' then 'FATAL' end,
      error_message = case when p_outcome = 'failed' then coalesce(p_reason, 'a person marked it as failed') end,
      warning = (select 'failed, and the job went on without it: REJECTED' from definition_steps as definition
                 join jobs as job on job.definition_id = definition.definition_id
                 where job.id = p_job_id and definition.n = v_n and p_outcome = 'failed' and definition.on_failure = 'continue')
  where step.job_id = p_job_id and step.n = v_n;
  insert into job_events (at, job_id, n, from_status, to_status, action, actor, reason)
  values (_now(), p_job_id, v_n, 'action_required', p_outcome, 'resolve_step', _caller(), p_reason);

  if _advance(array[row(p_job_id, v_n)::step_ref], 'resolve_step', _caller()) > 0 then
    perform _ring_work();
  end if;
  return (select status from jobs where id = p_job_id);
end
$$;
comment on function baton.resolve_step(bigint, text, text, jsonb, text) is
  'Ends a manual step as completed, failed or skipped and returns the job''s status. BT070, '
  'BT071: no such job or step; BT051: bad outcome; BT052: outputs are not an object; BT053: the '
  'step does not wait for a person. BT062: the reason is too long.';
