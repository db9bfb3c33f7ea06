-- A job that failed, and no other, says when: failed_at is its finished_at.
select id, status, finished_at, failed_at
from baton.jobs
where failed_at is distinct from case when status = 'failed' then finished_at end
