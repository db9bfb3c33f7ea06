-- By hand: what would follow from such an end, and which row says so. Messages are as the first
-- failure would show them.
create function baton.classify_error(p_job_type text, p_exit_code int, p_signal int, p_timed_out boolean,
  p_reported_code text, p_stdout text, p_stderr text, p_partial boolean default false, p_checkpoint jsonb default null)
returns table (code text, error_type text, max_retries int, backoff text, base_delay interval, max_delay interval,
  complete_with_warning boolean, recoverable boolean, user_message text, suggested_action text,
  class_id int, class_job_type text, "position" int, matched text, waits interval[])
language plpgsql stable
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
  v_text text := concat_ws(E'\n', right(p_stderr, 65536), right(p_stdout, 65536));
  v_code text := case when p_reported_code ~ '^[0-9A-Z]{5}$' and p_reported_code ~ '[0-9]' then _sqlstate_code(p_reported_code)
    else p_reported_code end;
  v_class error_classes := _classify(p_job_type, p_exit_code, p_signal, p_timed_out, p_partial, v_code, v_text);
begin
  return query select v_class.code, v_class.error_type, v_class.max_retries, v_class.backoff, v_class.base_delay, v_class.max_delay,
    v_class.complete_with_warning, v_class.recoverable,
    _user_message(v_class.user_message, jsonb_build_object('checkpoint', p_checkpoint, 'attempt', 1,
      'error', rtrim(coalesce(_telling_line(_plain_text(p_stderr)), _telling_line(_plain_text(p_stdout)),
        'exited with ' || p_exit_code, 'killed by signal ' || p_signal, p_reported_code, 'no message'), '.')), v_class.max_retries > 0),
    _action_for(v_class.suggested_action, 'ID'),
    v_class.id, v_class.job_type, v_class.position, _matched_by(v_class, v_code, p_exit_code, p_signal, v_text),
    array(select _retry_delay(v_class.backoff, v_class.base_delay, v_class.max_delay, 0, retry, null)
          from generate_series(1, least(v_class.max_retries, 100)) as retry order by retry)
  where v_class.id is not null;
end
$$;
comment on function baton.classify_error(text, int, int, boolean, text, text, text, boolean, jsonb)
  is
  'The error class that such an end would fall into (no row: none), with the row of '
  'baton.error_classes that says so and what of the end it matched. The reported code may be an '
  'SQLSTATE. waits is how long each retry waits (the first 100, without jitter, where the step has '
  'no backoff of its own).';
