create view baton.queue_health as
select found.*
from baton._queues() as found;

comment on view baton.queue_health is
  'One row per queue: how much waits and since when, how much runs, who serves it.';
comment on column baton.queue_health.ready is
  'Steps that could start now: counted up to 5000 of a kind, estimated where they are more.';
comment on column baton.queue_health.oldest_ready_since is
  'When the step that has been ready longest became so.';
comment on column baton.queue_health.executors_alive is
  'Active executors with a lease that take from this queue.';
comment on column baton.queue_health.slots is
  'Their slots together (they may serve other queues too).';
comment on column baton.queue_health.queue_slots is
  'At most so many of its steps run at once, by baton.queues; null: no limit.';
comment on column baton.queue_health.priority is
  'Executors take from the queue with the highest number first.';
comment on column baton.queue_health.ready_is_estimate is
  'Whether ready is an estimate, to two digits.';
