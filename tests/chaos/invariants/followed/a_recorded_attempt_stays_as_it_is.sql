-- An attempt that was seen as ended has the same token, outcome and generation for ever.
select seen.*, attempt.token as token_now, attempt.outcome as outcome_now, attempt.generation as generation_now
from seen_attempts as seen
left join baton.attempt_rows as attempt on attempt.job_id = seen.job_id and attempt.n = seen.n and attempt.attempt = seen.attempt
where (attempt.token, attempt.outcome, attempt.generation) is distinct from (seen.token, seen.outcome, seen.generation)
