-- What follows from an end that is not a success. Budgets: retries per class (p_failures), and max_attempts, which
-- caps all starts of this generation, this one included (p_starts). A failure that counts for a breaker is not charged
-- while that is not closed: an outage costs no attempts beyond those that found it out.
create function baton._judge_failure(p_report jsonb, p_job_type text, p_job_status text, p_stopped_for text,
  p_gives_up boolean, p_on_failure text, p_backoff text, p_max_attempts int, p_starts int, p_failures jsonb, p_timeout interval,
  p_circuit_breaker text)
returns baton.verdict
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v verdict;
  v_ended text := p_report ->> 'ended';
  v_timed_out boolean := v_ended in ('timeout', 'idle_timeout');
  v_partial boolean;
  v_class error_classes;
  v_retry int;
  v_spent boolean := p_max_attempts is not null and p_starts >= p_max_attempts;
begin
  if v_ended = 'interrupted' and p_job_status <> 'cancelling' then
    v.outcome := 'interrupted';
    v.status := case when v_spent then 'failed' when p_gives_up then 'skipped' else 'ready' end;
    v.status_reason := case when p_gives_up and not v_spent then 'job_failed' else 'interrupted' end;
    if v_spent then
      v.error_code := 'INTERRUPTED';
      v.error_type := 'FATAL';
      v.error_message := format('interrupted by its executor''s stop, and max_attempts is %s', p_max_attempts);
      v.suggested_action := 'Check what the script did, then retry the job';
    end if;
    return v;
  end if;
  if v_ended in ('cancelled', 'interrupted') or p_job_status = 'cancelling' then
    v.outcome := 'cancelled';
    v.status := 'cancelled';
    v.status_reason := coalesce(p_stopped_for, 'cancelled');
    return v;
  end if;

  v_partial := coalesce((p_report ->> 'rule_partial')::boolean, false)
    or coalesce(p_report -> 'message' ->> 'status' = 'partial', false);
  v_class := classify_error(p_job_type, (p_report ->> 'exit_code')::int, (p_report ->> 'signal')::int, v_timed_out,
    coalesce(p_report -> 'message' ->> 'code', p_report ->> 'rule_error', _sqlstate_code(p_report ->> 'sqlstate')),
    _report_stream(p_report, 'stdout'),
    concat_ws(E'\n', p_report -> 'message' ->> 'message', _report_stream(p_report, 'stderr')), v_partial);
  v.error_class := v_class.id;
  v.error_code := coalesce(v_class.code, 'UNKNOWN');
  v.error_type := coalesce(v_class.error_type, 'FATAL');
  v.error_message := _report_text(p_report, p_timeout);
  v.suggested_action := v_class.suggested_action;
  v.outcome := case when v_partial then 'partial' else 'failed' end;

  if v_class.complete_with_warning then
    v.outcome := 'completed';
    v.status := 'completed';
    v.warning := format('%s: %s', v.error_code, v.error_message);
    return v;
  end if;

  if p_circuit_breaker is not null then
    v.not_charged_for := _count_failure(p_circuit_breaker, v.error_code, (p_report ->> 'token')::uuid);
    if v.not_charged_for is not null and not v_spent and not p_gives_up then
      v.status := 'ready';   -- in a lane from which nothing starts before the breaker lets it
      return v;
    end if;
  end if;

  v.charged := v.not_charged_for is null;
  v_retry := coalesce((p_failures ->> v.error_code)::int, 0) + 1;
  if v.error_type = 'RETRYABLE' and v_retry <= v_class.max_retries and not v_spent and not p_gives_up then
    v.status := 'retrying';
    v.status_reason := case when v_partial then 'partial' else 'backoff' end;
    v.due_at := _now() + _retry_delay(coalesce(p_backoff, v_class.backoff), v_class.base_delay, v_class.max_delay,
      v_class.jitter, v_retry, make_interval(secs => (p_report -> 'message' ->> 'retry_after')::float8));
  else
    v.status := 'failed';
    v.status_reason := case when v_timed_out then 'timeout' when v_partial then 'partial' else 'error' end;
    if p_on_failure = 'continue' then
      v.warning := format('failed, and the job went on without it: %s: %s', v.error_code, v.error_message);
    end if;
  end if;
  return v;
end
$$;
comment on function baton._judge_failure(jsonb, text, text, text, boolean, text, text, int, int, jsonb, interval, text) is
  'Decides what an end that is not a success means: warning, retry and when, or failure for good.';
