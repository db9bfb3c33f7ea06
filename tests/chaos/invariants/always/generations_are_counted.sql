-- attempts_before counts the starts of earlier generations, and no start has a generation that is yet to come.
select step.job_id, step.n, step.generation, step.attempts_before, count(attempt.attempt) as recorded, max(attempt.generation) as highest
from baton.step_rows as step
left join baton.attempt_rows as attempt on attempt.job_id = step.job_id and attempt.n = step.n
group by step.job_id, step.n, step.generation, step.attempts_before
having step.attempts_before <> count(*) filter (where attempt.generation < step.generation)
    or max(attempt.generation) > step.generation
