-- An executor that missed its lease is lost, and so is what it held, at most five ticks later.
select executor.id, executor.name, executor.status, executor.renewed_tick, clock.tick, running.job_id, running.n
from baton.executors as executor
cross join baton.clock
cross join baton.settings
left join baton.running on running.executor_id = executor.id
where executor.renewed_tick + settings.lease_ticks + 5 < clock.tick
  and (executor.status in ('active', 'draining') or running.job_id is not null)
