-- An attempt that was stopped: cancelled with its job, or interrupted by its executor's stop and
-- handed back, uncounted but for max_attempts.
create function baton._judge_stop(p_ended text, p_job_status text, p_stopped_for text, p_gives_up boolean, p_on_failure text,
  p_max_attempts int, p_is_spent boolean)
returns baton.verdict
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v verdict;
begin
  if p_ended <> 'interrupted' or p_job_status = 'cancelling' then
    v.outcome := 'cancelled';
    v.status := 'cancelled';
    v.status_reason := coalesce(p_stopped_for, 'cancelled');
    return v;
  end if;
  v.outcome := 'interrupted';
  v.status := case when p_is_spent then 'failed' when p_gives_up then 'skipped' else 'ready' end;
  v.status_reason := case when p_gives_up and not p_is_spent then 'job_failed' else 'interrupted' end;
  if p_is_spent then
    v.error_code := 'INTERRUPTED';
    v.error_type := 'FATAL';
    v.error_message := format('interrupted by its executor''s stop, and max_attempts is %s', p_max_attempts);
    v.suggested_action := 'Check what the script did, then retry the job';
    if p_on_failure = 'continue' then
      v.warning := 'failed, and the job went on without it: INTERRUPTED: ' || v.error_message;
    end if;
  end if;
  return v;
end
$$;
comment on function baton._judge_stop(text, text, text, boolean, text, int, boolean) is
  'Decides what follows when an attempt was cancelled or handed back.';
