-- An attempt of a step starts after the one before it has ended.
select later.job_id, later.n, later.attempt, earlier.finished_at, later.started_at
from baton.attempt_rows as earlier
join baton.attempt_rows as later on later.job_id = earlier.job_id and later.n = earlier.n and later.attempt = earlier.attempt + 1
where later.started_at < earlier.finished_at
