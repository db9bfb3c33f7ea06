create view baton.missed_slots as
select schedule.name, slot.slot, refused.reason
from baton.schedules as schedule
cross join (select baton._now() as now) as present
cross join lateral baton._slots(schedule.cron, greatest(schedule.since, present.now - interval '7 days'), present.now - interval '1 minute') as slot (slot)
left join baton.schedule_slots as refused on refused.schedule = schedule.name and refused.slot = slot.slot
where refused.outcome is null or refused.outcome = 'refused';

comment on view baton.missed_slots is
  'Slots of schedules in the last 7 days that passed a minute ago or more and have neither a job '
  'nor a recorded skip, mostly because the server was down: select baton.run_schedule(name, slot) '
  'makes up for one.';
comment on column baton.missed_slots.reason is
  'Why the job was refused, where the slot''s entry did fire.';
