-- A step fails at most once more per generation than its error class allows retries, and no failure is charged that was not recorded.
select step.job_id, step.n, charged.code, charged.failures, class.max_retries, recorded.failures as recorded
from baton.step_rows as step
cross join lateral (
  select failure.key as code, failure.value::int as failures from jsonb_each_text(step.failures) as failure
) as charged
cross join lateral (select max(max_retries) as max_retries from baton.error_classes where code = charged.code) as class
cross join lateral (
  select count(*) as failures
  from baton.attempt_rows as attempt
  where attempt.job_id = step.job_id and attempt.n = step.n and attempt.generation = step.generation
    and attempt.error_code = charged.code and attempt.outcome in ('failed', 'partial')
) as recorded
where step.failures is not null
  and (charged.failures > class.max_retries + 1 or charged.failures > recorded.failures)
