create view baton.executor_status as
select
  executor.id as executor_id,
  executor.name,
  executor.host,
  executor.pid,
  executor.version,
  executor.queues,
  executor.status,
  executor.status in ('active', 'draining')
    and clock.tick - executor.renewed_tick < executor.lease_ticks as alive,
  executor.idle,
  executor.poll_only,
  executor.slots,
  held.running,
  case when executor.status in ('active', 'draining') then greatest(clock.tick - executor.renewed_tick, 0) end as missed_ticks,
  executor.started_at,
  executor.seen_at,
  present.now - executor.seen_at as seen_age,
  executor.ended_at,
  executor.registered_by
from baton.executors as executor
cross join baton.clock
cross join (select baton._now() as now) as present
cross join lateral (
  select count(*)::int as running
  from baton.running
  where running.executor_id = executor.id
) as held;

comment on view baton.executor_status is
  'Every executor that registered: whether it is alive, what it serves, how many attempts it '
  'holds.';
comment on column baton.executor_status.alive is
  'It has not ended and has missed fewer ticks than its lease has (settings.lease_ticks).';
comment on column baton.executor_status.status is
  'active, draining (finishes what runs, takes nothing new), gone (left in order) or lost (its '
  'lease ended).';
comment on column baton.executor_status.idle is 'It has nothing to do and waits for the doorbell.';
comment on column baton.executor_status.running is
  'Attempts it holds; where steps end within milliseconds some of them wait for a slot.';
comment on column baton.executor_status.missed_ticks is 'Ticks since its last renewal.';
