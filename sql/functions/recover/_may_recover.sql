-- Whether the job's own definition lets it be recovered. What its validation said against it is
-- kept in its history, once.
create function baton._may_recover(p_job baton.jobs, p_kind text, p_dry_run boolean) returns jsonb
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_function text := (select definition -> 'recovery' ->> 'validate' from definitions where id = p_job.definition_id);
  v_answer jsonb;
  v_reason text;
begin
  if v_function is null or p_job.status = 'cancelling' then
    return '{"ok": true}';
  end if;
  v_answer := _ask_validation(v_function, p_job.id, jsonb_build_object('kind', p_kind, 'job_type', p_job.job_type,
    'organisation_id', p_job.organisation_id, 'subject', p_job.subject, 'parameters', p_job.parameters, 'status', p_job.status,
    'error_code', p_job.error_code, 'recoveries', coalesce(p_job.recoveries, 0)));
  if v_answer -> 'ok' is distinct from 'true' and not p_dry_run then
    v_reason := case when v_answer ? 'error' then format('%s failed: %s', v_function, v_answer ->> 'error')
      else format('%s said no%s', v_function, coalesce(': ' || (v_answer ->> 'reason'), '')) end;
    insert into job_events (at, job_id, from_status, to_status, action, actor, reason)
    select _now(), p_job.id, p_job.status, p_job.status, 'skip_recovery', _caller(), v_reason
    where not exists (
      select
      from (select action, reason from job_events where job_id = p_job.id order by id desc limit 1) as last
      where last.action = 'skip_recovery' and last.reason = v_reason);
  end if;
  return v_answer;
end
$$;
comment on function baton._may_recover(baton.jobs, text, boolean) is
  'Asks the validation of the job''s definition, if it has one; {ok, reason} or {error, sqlstate}.';
