-- What retry_job() would do. Locks nothing and changes nothing.
create function baton.check_retry(p_job_id bigint, p_from_step text default null, p_keep_sql_steps boolean default false,
  p_parameters jsonb default null) returns jsonb
language plpgsql stable
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
  v_from int;
  v_plan record;
  v_parameters jsonb;
  v_errors jsonb;
  v_message text;
  v_hint text;
begin
  perform _require_job(p_job_id);
  select * into v_job from jobs where id = p_job_id;
  v_from := case when p_from_step is not null then _require_step(p_job_id, p_from_step) end;
  v_plan := _plan_retry(v_job, v_from, p_keep_sql_steps);
  if v_plan.refusal is not null then
    v_errors := jsonb_build_array(jsonb_build_object('code', 'BT054', 'message', v_plan.refusal, 'hint', v_plan.hint));
  end if;
  v_parameters := v_job.parameters;
  if nullif(p_parameters, 'null') is not null then
    begin
      v_parameters := _corrected_parameters(v_job, p_parameters);
    exception when sqlstate 'BT022' or sqlstate 'BT023' or sqlstate 'BT024' or sqlstate 'BT025' then
      get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
      v_errors := coalesce(v_errors, '[]') || jsonb_build_object('code', sqlstate, 'message', v_message, 'hint', v_hint);
    end;
  end if;
  return _retry_document(v_job, v_from, v_plan.again, v_plan.kept, _parameter_changes(v_job.parameters, v_parameters), v_errors);
end
$$;
comment on function baton.check_retry(bigint, text, boolean, jsonb) is
  'The plan of a call of retry_job(): {valid, errors, warnings, job, affected, sql_steps, '
  'parameters}; changes nothing. sql_steps names the SQL steps that are done and whose functions '
  'would be called once more; parameters those that are changed, added and removed; warnings also '
  'the completed steps that used a changed parameter and do not run again. BT070, BT071: no such '
  'job or step.';
