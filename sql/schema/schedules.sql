-- Jobs that repeat. pg_cron only rings; what a slot gives is decided here
-- (functions/schedule/run_schedule.sql).
create table baton.schedules (
  name            text        primary key,
  cron            text        not null,           -- as it was given; GMT
  job_type        text        not null,
  parameters      jsonb       not null,
  organisation_id text,
  subject         text,
  priority        int,
  -- Skip | queue: what a slot does while a job of the schedule has not ended
  overlap         text        not null,
  since           timestamptz not null,           -- slots up to then are none of this schedule
  changed_by      text        not null,
  entry_id        bigint,                         -- cron.job.jobid
  entry_role      name        not null,           -- as whom pg_cron runs the entry
  last_job_id     bigint,                         -- of the latest slot that gave one
  off_at          timestamptz,                    -- pg_cron called it then, which was no slot's time
  off_slot        timestamptz                     -- and that was the last slot
);
comment on table baton.schedules is
  'Jobs that repeat, made by schedule_job(); baton.schedule_overview shows how they fare.';

-- What became of each slot; a slot without a row here was missed. Kept for 31 days.
create table baton.schedule_slots (
  schedule text        not null references baton.schedules on delete cascade,
  slot     timestamptz not null,
  outcome  text        not null,
  job_id   bigint,
  reason   text,
  at       timestamptz not null,
  primary key (schedule, slot),
  constraint outcome_is_known check (outcome in ('job', 'skipped', 'refused')),
  constraint a_job_is_named_exactly_where_there_is_one check ((outcome = 'job') = (job_id is not null))
);
comment on table baton.schedule_slots is
  'Each slot of a schedule in the last 31 days and its result: a job, skipped because a job of it '
  'had not ended, or refused.';

-- A cron text, taken apart.
create type baton.cron_parts as (
  minutes  int[],
  hours    int[],
  days     int[],      -- of the month
  months   int[],
  weekdays int[],      -- 0 is Sunday
  -- A day matches by its date or its weekday (neither field begins with *), not only by both
  either   boolean,
  entry    text        -- for pg_cron: numbers instead of names, single blanks
);
comment on type baton.cron_parts is 'A cron text, taken apart.';
