create view baton.schedule_overview as
select
  schedule.name,
  schedule.cron,
  schedule.job_type,
  schedule.overlap,
  schedule.organisation_id,
  schedule.subject,
  schedule.priority,
  baton._schedule_entry(schedule.name, schedule.entry_id, schedule.entry_role, schedule.cron) as entry,
  schedule.entry_role,
  last.slot as last_slot,
  last.outcome as last_outcome,
  last.reason as last_reason,
  last.late as last_late,
  schedule.last_job_id,
  job.status as last_job_status,
  baton._next_slot(schedule.cron, present.now) as next_slot,
  missed.missed,
  missed.last_missed,
  schedule.off_at,
  schedule.since,
  schedule.changed_by
from baton.schedules as schedule
cross join (select baton._now() as now) as present
left join baton.jobs as job on job.id = schedule.last_job_id
left join lateral (
  select slot.slot, slot.outcome, slot.reason, slot.at - slot.slot as late
  from baton.schedule_slots as slot
  where slot.schedule = schedule.name
  order by slot.slot desc
  limit 1
) as last on true
left join lateral (
  select count(*) as missed, max(missed_slots.slot) as last_missed
  from baton.missed_slots
  where missed_slots.name = schedule.name
) as missed on true;

comment on view baton.schedule_overview is
  'One row per schedule: its entry of pg_cron, its last and next slot, its last job, and what '
  'pg_cron missed in the last 7 days.';
comment on column baton.schedule_overview.entry is
  'active, or what is wrong with the entry of pg_cron and the fix; entries are seen by their role '
  'and by superusers only.';
comment on column baton.schedule_overview.last_outcome is
  'Of the last slot: job, skipped (a job of the schedule had not ended) or refused; last_reason '
  'says why.';
comment on column baton.schedule_overview.last_late is
  'How long after the last slot it was dealt with.';
comment on column baton.schedule_overview.off_at is
  'When pg_cron called it last although no slot had come in the 10 minutes before: its time zone '
  '(cron.timezone) is not GMT, or the clock jumped. Null: since then a slot came in time.';
comment on column baton.schedule_overview.last_job_status is
  'Null where there was no job yet, or retention removed it.';
comment on column baton.schedule_overview.missed is
  'Slots of the last 7 days with neither job nor recorded skip; baton.missed_slots lists them.';
comment on column baton.schedule_overview.since is
  'When the cron text was last changed; slots up to then are not counted.';
