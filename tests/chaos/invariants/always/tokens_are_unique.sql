-- No two attempts have the same token, whether they run or have ended.
select attempt.token, count(*)
from (select token from baton.running union all select token from baton.attempt_rows) as attempt
group by attempt.token
having count(*) > 1
