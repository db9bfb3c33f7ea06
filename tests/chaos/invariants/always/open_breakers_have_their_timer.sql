-- A breaker that is open for a time has its timer, and no timer is without its open breaker.
select coalesce(breaker.name, '(none)') as breaker, breaker.state, breaker.probe_due_at, timer.due_at
from (select * from baton.circuit_breakers where probe_due_at is not null) as breaker
full join (select * from baton.timers where kind = 'breaker') as timer
  on timer.n = breaker.id and timer.due_at = breaker.probe_due_at and timer.job_id = 0
where breaker.name is null or timer.n is null
