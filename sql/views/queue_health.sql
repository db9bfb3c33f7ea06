create view baton.queue_health as
select
  queue.name as queue,
  queue.paused_at is not null as paused,
  queue.paused_at,
  queue.paused_by,
  queue.paused_reason,
  waiting.ready,
  oldest.ready_since as oldest_ready_since,
  present.now - oldest.ready_since as oldest_ready_age,
  busy.running,
  serving.executors_alive,
  serving.slots,
  queue.slots as queue_slots,
  queue.priority
from baton.queues as queue
cross join (select baton._now() as now) as present
cross join lateral (
  select count(*) as ready, min(ready.id) as first_id
  from baton.lanes as lane
  join baton.ready on ready.lane = lane.id
  where lane.queue = queue.name
) as waiting
left join lateral (
  -- When that step became ready: its retry or last attempt, its last dependency, or its job's start.
  select greatest(
      job.created_at,
      job.run_at,
      step.due_at,
      step.finished_at,
      (select max(parent.finished_at)
       from baton.definition_steps as definition
       join baton.step_rows as parent on parent.job_id = job.id and parent.n = any (definition.parents)
       where definition.definition_id = job.definition_id and definition.n = step.n)
    ) as ready_since
  from baton.lanes as lane
  join baton.ready on ready.lane = lane.id and ready.id = waiting.first_id
  join baton.step_rows as step on step.job_id = ready.job_id and step.n = ready.n
  join baton.jobs as job on job.id = ready.job_id
  where lane.queue = queue.name
  limit 1
) as oldest on true
cross join lateral (
  select count(*) as running
  from baton.running as running
  cross join lateral (
    select lane.queue
    from baton.jobs as job
    join baton.definition_steps as definition
      on definition.definition_id = job.definition_id and definition.n = running.n
    join baton.lanes as lane on lane.id = definition.lane
    where job.id = running.job_id
    offset 0   -- each of the few that run is looked up by its key, whatever the statistics say
  ) as place
  where place.queue = queue.name
) as busy
cross join lateral (
  select count(*)::int as executors_alive, coalesce(sum(executor.slots), 0)::int as slots
  from baton.executors as executor
  cross join baton.clock
  where executor.status = 'active'
    and clock.tick - executor.renewed_tick < executor.lease_ticks
    and queue.name = any (executor.queues)
) as serving;

comment on view baton.queue_health is 'One row per queue: how much waits and since when, how much runs, who serves it.';
comment on column baton.queue_health.ready is 'Steps that could start now; counted, so it takes as long as the queue is.';
comment on column baton.queue_health.oldest_ready_since is 'When the step that has been ready longest became so.';
comment on column baton.queue_health.executors_alive is 'Active executors with a lease that take from this queue.';
comment on column baton.queue_health.slots is 'Their slots together (they may serve other queues too).';
comment on column baton.queue_health.queue_slots is 'At most so many of its steps run at once, by baton.queues; null: no limit.';
comment on column baton.queue_health.priority is 'Executors take from the queue with the highest number first.';
