-- What did not complete runs again in any case: a job must not end as completed over a step that
-- failed it. Each step that runs again starts a new generation: new budgets, old attempts kept,
-- checkpoint kept to resume from.
create function baton._retry_job(p_job_id bigint, p_from_step text, p_keep_sql_steps boolean,
  p_parameters jsonb, p_action text, p_reason text) returns text
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_job jobs := _lock_job(p_job_id);
  v_from int := case when p_from_step is not null then _require_step(p_job_id, p_from_step) end;
  v_plan record := _plan_retry(v_job, v_from, p_keep_sql_steps);
  v_parameters jsonb := v_job.parameters;
begin
  if v_plan.refusal is not null then
    raise exception using errcode = 'BT054', message = v_plan.refusal, hint = v_plan.hint;
  end if;

  if p_parameters is not null then
    v_parameters := _corrected_parameters(v_job, p_parameters);
    update jobs
    set parameters = v_parameters,
        parameters_hash = case when idempotency_key is not null then coalesce(parameters_hash, _parameters_hash(parameters)) end
    where id = p_job_id and parameters::text <> v_parameters::text;
  end if;
  perform _reset_steps(v_job, v_plan.again, v_plan.kept);
  insert into job_events (at, job_id, n, from_status, to_status, action, actor, reason)
  values (_now(), p_job_id, v_from, v_job.status, 'in_progress', p_action, _caller(),
    nullif(concat_ws('; ', p_reason, _parameter_changes_text(_parameter_changes(v_job.parameters, v_parameters)), 'left done: ' || (
      select string_agg(definition.key, ', ' order by definition.n)
      from definition_steps as definition
      where definition.definition_id = v_job.definition_id and definition.n = any (v_plan.kept))), ''));
  if _open_waiting(array[p_job_id]) > 0 then
    perform _ring_work();
  end if;
  return (select status from jobs where id = p_job_id);
end
$$;
comment on function baton._retry_job(bigint, text, boolean, jsonb, text, text) is
  'retry_job for callers with another action and reason.';
