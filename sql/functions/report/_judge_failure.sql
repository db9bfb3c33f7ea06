-- What follows from an end that is not a success. Budgets: retries per class (step.failures), and
-- max_attempts, which caps all starts of this generation, this one included. A failure that counts
-- for a breaker is not charged while that is not closed: an outage costs no attempts beyond those
-- that found it out. p_checkpoint: as the attempt left it. What a failure needs to know is looked
-- up here: a success must not pay for it.
create function baton._judge_failure(p_report jsonb, p_attempt int, p_stopped_for text, p_checkpoint jsonb)
returns baton.verdict
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v verdict;
  v_ended text := p_report ->> 'ended';
  v_unkillable text := _unkillable_text(p_report);
  v_timed_out boolean := v_ended in ('timeout', 'idle_timeout');
  v_partial boolean;
  v_verified boolean;
  v_step record;
  v_class error_classes;
  v_stdout text;
  v_stderr text;
  v_retry int;
begin
  select job.job_type, job.subject, job.status as job_status, job.failing and definition.run_if = 'all_completed' as gives_up,
    definition.key, definition.label, definition.phase, definition.on_failure, definition.backoff,
    case v_ended when 'idle_timeout' then (definition.spec::jsonb ->> 'idle_timeout_ms')::float8 * interval '1 millisecond' else definition.timeout end as timeout,
    definition.spec, definition.max_attempts, definition.circuit_breaker, step.failures,
    coalesce(step.attempts + 1 - step.attempts_before >= definition.max_attempts, false) as is_spent
  into strict v_step
  from step_rows as step
  join jobs as job on job.id = step.job_id
  join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
  where step.job_id = (p_report ->> 'job_id')::bigint and step.n = (p_report ->> 'n')::int;

  if v_unkillable is not null and _reported_success(p_report, true) then
    v.outcome := 'completed';
    v.status := 'completed';
    v.warning := 'UNKILLABLE: ' || v_unkillable;
    return v;
  end if;
  -- One that is interrupted runs again elsewhere at once: not while something of it still runs.
  if v_ended = 'cancelled' or v_ended = 'interrupted' and v_unkillable is null
    or v_step.job_status = 'cancelling' then
    return _judge_stop(v_ended, v_step.job_status, p_stopped_for, v_step.gives_up, v_step.on_failure, v_step.max_attempts, v_step.is_spent);
  end if;

  v.reported_code := coalesce(case when v_unkillable is not null then 'UNKILLABLE' end,
    p_report -> 'message' ->> 'code', p_report ->> 'rule_error',
    _sqlstate_code(p_report ->> 'sqlstate'), case v_ended when 'supervisor_lost' then 'PROCESS_KILLED' end,
    case when _was_out_of_memory(p_report) then 'ENOMEM' end,
    case when p_report ? 'unreadable_verdict' and p_report -> 'exit_code' = '0' then 'UNREADABLE_VERDICT' end);
  v_partial := coalesce((p_report ->> 'rule_partial')::boolean, false)
    or coalesce(p_report -> 'message' ->> 'status' = 'partial', false)
    or coalesce(v.reported_code = 'PARTIAL_SUCCESS', false);
  v_stdout := _attempt_text((p_report ->> 'job_id')::bigint, (p_report ->> 'n')::int, p_attempt, 'stdout', p_report);
  v_stderr := _attempt_text((p_report ->> 'job_id')::bigint, (p_report ->> 'n')::int, p_attempt, 'stderr', p_report);
  v_class := _classify(v_step.job_type, (p_report ->> 'exit_code')::int, (p_report ->> 'signal')::int, v_timed_out, v_partial,
    v.reported_code, concat_ws(E'\n', p_report -> 'message' ->> 'message', v_stderr, v_stdout));
  v.error_class := v_class.id;
  v.error_code := coalesce(v_class.code, 'UNKNOWN');
  v.error_type := coalesce(v_class.error_type, 'FATAL');
  v.error_detail := concat_ws('; ', v_unkillable,
    _report_text(p_report, v_step.timeout, v_stdout, v_stderr));
  v.suggested_action := _action_for(v_class.suggested_action, p_report ->> 'job_id');
  v.outcome := case when v_partial then 'partial' else 'failed' end;

  v_retry := coalesce((v_step.failures ->> v.error_code)::int, 0) + 1;
  v_verified := not v_partial or _resumes_safely(p_report, v_step.spec, p_checkpoint);
  if v_step.circuit_breaker is not null and not v_class.complete_with_warning then
    v.not_charged_for := _count_failure(v_step.circuit_breaker, v.error_code, (p_report ->> 'token')::uuid);
  end if;
  if v_class.complete_with_warning then
    v.outcome := 'completed';
    v.status := 'completed';
    v.warning := format('%s: %s', v.error_code, v.error_detail);
  elsif v.not_charged_for is not null and v_verified and not v_step.is_spent and not v_step.gives_up then
    v.status := 'ready';   -- in a lane from which nothing starts before the breaker lets it
  elsif v.error_type = 'RETRYABLE' and v_retry <= v_class.max_retries and v_verified and not v_step.is_spent and not v_step.gives_up then
    v.status := 'retrying';
    v.status_reason := case when v_partial then 'partial' else 'backoff' end;
    v.due_at := _now() + _retry_delay(coalesce(v_step.backoff, v_class.backoff), v_class.base_delay, v_class.max_delay,
      v_class.jitter, v_retry, make_interval(secs => (p_report -> 'message' ->> 'retry_after')::float8));
  else
    v.status := 'failed';
    v.status_reason := case when not v_verified then 'partial' when v_timed_out then 'timeout' when v_partial then 'partial' else 'error' end;
    if v_step.on_failure = 'continue' then
      v.warning := format('failed, and the job went on without it: %s: %s', v.error_code, v.error_detail);
    end if;
  end if;
  v.charged := v.status <> 'completed' and v.not_charged_for is null;

  v.error_message := _user_message(v_class.user_message, jsonb_build_object(
    'error', rtrim(v.error_detail, '.'), 'timeout', _length_text(v_step.timeout), 'attempt', p_attempt, 'checkpoint', p_checkpoint,
    'step', jsonb_build_object('key', v_step.key, 'label', v_step.label, 'phase', v_step.phase),
    'job', jsonb_build_object('id', p_report -> 'job_id', 'type', v_step.job_type, 'subject', v_step.subject)),
    v.status in ('retrying', 'ready'));
  if not v_verified and v.status = 'failed' then
    v.error_code := 'PARTIAL_SUCCESS';   -- whatever broke it off: this is what people have to deal with
    v.error_type := 'FATAL';
    v.error_message := concat_ws(' ', regexp_replace(v.error_message, '[^.!?]$', E'\\&.'),
      case when strpos(v.error_message, 'art of the work was done') > 0 then 'How much could not be verified.'
        else 'Part of the work was done, and how much could not be verified.' end);
    v.suggested_action := 'Look at what was done; then mark the step as completed, or retry the job, which runs the step again';
  end if;
  return v;
end
$$;
comment on function baton._judge_failure(jsonb, int, text, jsonb) is
  'Decides what an end that is not a success means: warning, retry and when, or failure for good.';
