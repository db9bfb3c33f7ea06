create view baton.limit_status as
select
  policy.name,
  policy.slots,
  taken.running,
  waiting.steps as waiting_steps,
  policy.description
from baton.concurrency_limits as policy
cross join lateral (
  select count(*)::int as running
  from baton.slots as slot
  cross join lateral (
    select from baton.running as running where running.limit_slot = slot.id
    offset 0   -- each of the few slots is looked up by its key, whatever the statistics say
  ) as holder
  where slot.limit_name = policy.name
) as taken
cross join lateral (
  select count(*) as steps
  from baton.lanes as lane
  join baton.ready on ready.lane = lane.id
  where lane.limit_name = policy.name
) as waiting;

comment on view baton.limit_status is 'One row per concurrency limit: its slots, how many are taken, and what waits.';
comment on column baton.limit_status.slots is 'So many may run at once; edit it in concurrency_limits.';
comment on column baton.limit_status.running is 'Attempts that have a slot; more than slots only after those were lowered, until enough have ended.';
comment on column baton.limit_status.waiting_steps is 'Ready steps that name it; counted, so it takes as long as they are many.';
