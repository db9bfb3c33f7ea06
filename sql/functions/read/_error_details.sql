create function baton._error_details(p_job_id bigint, p_step text)
returns jsonb
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_strip_nulls(jsonb_build_object(
      'step', attempt.step_key,
      'attempt', attempt.attempt,
      'outcome', attempt.outcome,
      'error', coalesce(attempt.error_detail, attempt.error_message),
      'exit_code', attempt.exit_code,
      'signal', attempt.signal,
      'executor', attempt.executor,
      'host', attempt.host,
      'at', attempt.finished_at))
    || coalesce(attempt.details, '{}')
  from attempts as attempt
  where attempt.job_id = p_job_id
    and attempt.step_key = p_step
    and attempt.outcome not in ('running', 'completed')
  order by attempt.attempt desc
  limit 1
$$;
comment on function baton._error_details(bigint, text) is
  'How the last attempt of a step that did not succeed ended, or null.';
