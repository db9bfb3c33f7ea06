create function baton._explain_end(p_job_id bigint, p_n int)
returns text
language plpgsql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_job  jobs;
  v_step steps;
begin
  select * into v_job from jobs where id = p_job_id;
  select * into v_step from steps as step where step.job_id = p_job_id and step.n = p_n;

  return case v_step.status
    when 'completed' then
      format('completed %s%s.', coalesce(_time_text(v_step.finished_at), ''),
          case when v_step.status_reason = 'manual' then ' by hand'
               when v_step.status_reason = 'kept' then ': it was done before its job was run again, and was left so'
               when v_step.attempts > 0 then format(' with attempt %s', v_step.attempts) else '' end)
        || coalesce(' Warning: ' || rtrim(v_step.warning, '.') || '.', '')
    when 'failed' then
      format('failed for good %s after %s: %s%s', coalesce(_time_text(v_step.finished_at), ''), v_step.attempts || case when v_step.attempts = 1 then ' attempt' else ' attempts' end,
          coalesce(v_step.error_code || ': ', ''),
          rtrim(coalesce(v_step.error_detail, v_step.error_message, v_step.status_reason, 'no message'), '.') || '.')
        || coalesce(' Suggested action: ' || rtrim(v_step.suggested_action, '.') || '.', '')
        || _explain_budgets(p_job_id, p_n)
        || case when v_job.finished_at is not null
              and v_step.error_code is distinct from 'SECRETS_ERASED'
              and coalesce(v_step.suggested_action, '') not like '%baton.retry_job(%'
             then format(' Run it again with: select baton.retry_job(%s)', p_job_id) else '' end
    when 'skipped' then 'was skipped ' || _explain_skip(p_job_id, p_n)
    else
      format('was cancelled %s%s.', coalesce(_time_text(v_step.finished_at), ''),
        coalesce(': ' || nullif(coalesce(v_step.status_reason, v_job.status_reason), 'cancelled'), ''))
  end || _explain_actor(p_job_id, p_n, v_step.status);
end
$$;
comment on function baton._explain_end(bigint, int) is 'How and why a step ended.';
