-- The answer at three in the morning. Each status has a function that says why in plain sentences.
create function baton.explain_step(p_job_id bigint, p_step text)
returns text
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
  v_n      int := _require_step(p_job_id, p_step);
  v_status text;
  v_why    text;
  v_text   text;
  v_also   text;
begin
  select step.status into v_status
  from steps as step
  where step.job_id = p_job_id and step.n = v_n;

  v_why := case v_status
    when 'pending' then _explain_pending(p_job_id, v_n)
    when 'ready' then _explain_ready(p_job_id, v_n)
    when 'running' then _explain_running(p_job_id, v_n)
    when 'retrying' then _explain_retrying(p_job_id, v_n)
    when 'action_required' then _explain_action(p_job_id, v_n)
    else _explain_end(p_job_id, v_n)
  end;

  v_text := format('Step "%s" of job %s %s', p_step, p_job_id, v_why);
  v_also := case when v_status = 'pending' and exists (select from step_rows where job_id = p_job_id and n = v_n and kept)
         then ' It was done before its job was run again, and was left so: in its turn it completes, and its function is not called.'
         else '' end
    || _explain_aside(p_job_id, v_n)
    || case when v_status in ('ready', 'running', 'retrying') then _explain_budgets(p_job_id, v_n) else '' end
    || case when v_status in ('pending', 'ready', 'running', 'retrying') then _explain_clock() else '' end;
  -- A call that helps ends as a statement does, where a sentence follows it.
  return v_text || case when v_also <> '' and v_text !~ E'\\.$' then ';' else '' end || v_also;
end
$$;
comment on function baton.explain_step(bigint, text) is
  'Why a step is not running (or where it runs, or how it ended), in plain sentences with the '
  'call that helps. BT070: no such job; BT071: no such step.';
