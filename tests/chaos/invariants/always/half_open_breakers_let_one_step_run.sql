-- While a breaker is half-open, at most one step that was started since then runs.
select breaker.name, count(*) as started
from baton.circuit_breakers as breaker
join baton.definition_steps as definition on definition.circuit_breaker = breaker.name
join baton.jobs as job on job.definition_id = definition.definition_id
join baton.running as running on running.job_id = job.id and running.n = definition.n
where breaker.state = 'half_open' and running.started_at > breaker.changed_at
group by breaker.name
having count(*) > 1
