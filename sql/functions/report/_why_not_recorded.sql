create function baton._why_not_recorded(p_job_id bigint, p_n int, p_token uuid, p_ended text) returns text
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(
    -- An attempt can have been handed back without its executor's word; then any other end comes
    -- too late.
    (select case when attempt.outcome = 'lost' or attempt.outcome = 'interrupted' and p_ended is distinct from 'interrupted'
        then format('stale: attempt %s was recorded as %s', attempt.attempt, attempt.outcome)
        else 'already_recorded' end
     from attempt_rows as attempt
     where attempt.job_id = p_job_id and attempt.n = p_n and attempt.token = p_token),
    -- One that left no trace was taken back already.
    case when p_ended = 'not_begun' then 'already_recorded' end,
    (select case when running.token = p_token then 'not_yet: its job or circuit breaker is locked'
        else format('stale: attempt %s holds the step now', running.attempt) end
     from running
     where running.job_id = p_job_id and running.n = p_n),
    'stale: no attempt with this token is running')
$$;
comment on function baton._why_not_recorded(bigint, int, uuid, text) is
  'Why a report changed nothing: already_recorded, stale and the reason, or not_yet and the '
  'reason: to be sent again.';
