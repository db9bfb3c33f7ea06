-- An executor that missed its lease is lost, and so is what it held, at most ten ticks later: calls that come when the next tick is due already tick again and do no work.
select executor.id, executor.name, executor.status, executor.renewed_tick, clock.tick, running.job_id, running.n
from baton.executors as executor
cross join baton.clock
left join baton.running on running.executor_id = executor.id
where executor.renewed_tick + executor.lease_ticks + 10 < clock.tick
  and (executor.status in ('active', 'draining') or running.job_id is not null)
