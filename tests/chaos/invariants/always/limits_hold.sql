-- Of the steps that name a limit, and of those of a queue with slots, no more run than it has.
-- Counted by what the definitions say, not by slots. (Tests that lower a number wait until fewer run.)
select gate.name, gate.slots, count(*) as runs
from baton.running as running
join baton.jobs as job on job.id = running.job_id
join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = running.n
join baton.lanes as lane on lane.id = definition.lane
cross join lateral (
  select 'limit ' || policy.name as name, policy.slots from baton.concurrency_limits as policy where policy.name = lane.limit_name
  union all
  select 'queue ' || queue.name, queue.slots from baton.queues as queue where queue.name = lane.queue and queue.slots is not null
) as gate
group by gate.name, gate.slots
having count(*) > gate.slots
