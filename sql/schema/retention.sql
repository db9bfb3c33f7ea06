-- What may leave, and when. A job goes when one of its policies lets it go and none of them keeps
-- it; its policies are the enabled rows of its job type and status, or where there is none those
-- for all job types (docs/decisions/0019). Edit with plain SQL: it takes effect with the next piece
-- of a run. retention_preview shows what the next run would take.
create table baton.retention_policies (
  id              int      generated always as identity primary key,
  job_type        text,
  status          text     collate "C",
  keep_for        interval,
  keep_last       int      not null default 0,
  max_per_subject int,
  action          text     not null default 'archive',
  enabled         boolean  not null default true,
  constraint status_is_completed_failed_or_cancelled_if_given check (status in ('completed', 'failed', 'cancelled')),
  constraint keep_for_is_between_0_and_1000_years check (keep_for between '0' and '1000 years'),
  constraint keep_last_is_between_0_and_1000 check (keep_last between 0 and 1000),
  constraint max_per_subject_is_between_1_and_100000 check (max_per_subject between 1 and 100000),
  constraint max_per_subject_is_at_least_keep_last check (max_per_subject >= keep_last),
  constraint action_is_archive_or_delete check (action in ('archive', 'delete')),
  constraint keep_for_or_max_per_subject_is_given check (num_nonnulls(keep_for, max_per_subject) > 0)
);
comment on table baton.retention_policies is
  'When ended jobs leave. The enabled rows of a job''s type and status decide, or where there is '
  'none those for all types: it goes when one lets it go and none keeps it.';
comment on column baton.retention_policies.job_type is
  'Only for this job type, in place of the rows for all; null: for all.';
comment on column baton.retention_policies.status is
  'Only for jobs that ended so: completed, failed or cancelled; null: for all three.';
comment on column baton.retention_policies.keep_for is
  'Lets a job go when it ended longer ago; null: age alone never does.';
comment on column baton.retention_policies.keep_last is
  'Keeps the newest so many jobs (by id) of each job type and subject that the policy is about, '
  'whatever their age. Jobs without a subject are not counted.';
comment on column baton.retention_policies.max_per_subject is
  'Lets all go but the newest so many of each job type and subject that the policy is about, '
  'whatever their age; null: any number stays.';
comment on column baton.retention_policies.action is
  'archive (into archived_jobs) or delete; where policies differ about a job, it is archived.';
comment on column baton.retention_policies.enabled is 'false: as if the row were not there.';

-- As shipped. max_per_subject for all ends together, so that a restaurant has 1000 jobs of a type
-- and not 3000.
insert into baton.retention_policies (status, keep_for, keep_last, max_per_subject)
values
  ('completed', '90 days', 1, null),
  ('failed', '180 days', 0, null),
  ('cancelled', '90 days', 0, null),
  (null, null, 0, 1000);

-- Whole-installation lengths, one row; edit with a plain UPDATE.
create table baton.retention_settings (
  only_row               boolean  primary key default true,
  keep_output_for        interval not null default '30 days',
  keep_archive_for       interval not null default '12 months',
  drop_without_export    boolean  not null default false,
  share_of_time          real     not null default 0.1,
  constraint there_is_one_row check (only_row),
  constraint keep_output_for_is_between_1_day_and_1000_years check (keep_output_for between '1 day' and '1000 years'),
  constraint keep_archive_for_is_between_1_month_and_1000_years check (keep_archive_for between '1 month' and '1000 years'),
  constraint share_of_time_is_between_1_and_100_percent check (share_of_time between 0.01::real and 1)
);
insert into baton.retention_settings default values;
comment on table baton.retention_settings is
  'The one row of lengths of time that hold for everything that is kept.';
comment on column baton.retention_settings.keep_output_for is
  'What attempts printed leaves this long after it was written, ahead of the job.';
comment on column baton.retention_settings.keep_archive_for is
  'A month of the archive leaves this long after it has ended, once it is exported.';
comment on column baton.retention_settings.drop_without_export is
  'true: months of the archive leave whether they were exported or not.';
comment on column baton.retention_settings.share_of_time is
  'The share of the time that run_retention() works; for the rest it leaves the server to the '
  'jobs.';

-- What must stay, whatever the policies say. A piece of a run locks this table against new holds
-- while it works, so that nothing leaves after hold_job() or hold_batch() has returned.
create table baton.retention_holds (
  id       bigint      generated always as identity primary key,
  job_id   bigint      unique,
  batch_id text,
  organisation_id text,                           -- the batch's
  reason   text        not null,
  held_at  timestamptz not null,
  held_by  text        not null,
  constraint a_hold_is_on_a_job_or_on_a_batch check (num_nonnulls(job_id, batch_id) = 1)
);
-- Serves: whether the batch of a job is held. (Names are unique per organisation.)
create unique index retention_holds_by_batch on baton.retention_holds (batch_id, organisation_id) nulls not distinct
  where batch_id is not null;
comment on table baton.retention_holds is
  'Jobs and batches that stay whatever the policies say; hold_job(), hold_batch() make rows, '
  'release_job(), release_batch() remove them.';

-- Every run, the one under way included.
create table baton.retention_runs (
  id              bigint      generated always as identity primary key,
  started_at      timestamptz not null,
  started_by      text        not null,
  touched_at      timestamptz not null,           -- its last piece
  finished_at     timestamptz,
  phase           text        not null default 'batches',
  -- Batches, definitions, jobs, then pieces of output up to this id are done
  walked_to       bigint      not null default 0,
  up_to           bigint      not null,           -- where the phase ends
  jobs_up_to      bigint      not null,           -- where the phase of jobs will end
  output_up_to    bigint      not null,           -- and that of output
  candidates      bigint[]    not null default '{}', -- found up to walked_to, and not taken yet
  -- After one that failed: how much the next looks at; null: as usual
  piece           int,
  pieces          int         not null default 0,
  archived_jobs   bigint      not null default 0,
  deleted_jobs    bigint      not null default 0,
  removed_rows    bigint      not null default 0, -- of these jobs, in all tables
  output_rows     bigint      not null default 0, -- of jobs that stay
  batches         bigint      not null default 0, -- names of batches whose jobs had left
  definitions     bigint      not null default 0, -- ad-hoc ones whose jobs had left
  dropped_months  text[]      not null default '{}',
  failures        bigint      not null default 0,
  last_failure    text,
  constraint phase_is_known check (phase in ('batches', 'definitions', 'jobs', 'output', 'archive', 'done')),
  constraint finished_exactly_when_done check ((finished_at is null) = (phase <> 'done'))
);
-- Serves: one run at a time, continued by whoever calls.
create unique index one_run_at_a_time on baton.retention_runs ((true)) where finished_at is null;
comment on table baton.retention_runs is
  'Every run of retention: what it removed, how long it took, what went wrong.';
comment on column baton.retention_runs.touched_at is 'When its last piece was done.';
comment on column baton.retention_runs.phase is
  'batches (that nothing is left of), definitions (of inline steps, that no job uses), jobs, '
  'output (of jobs that stay), archive (months that are due), done.';
comment on column baton.retention_runs.removed_rows is
  'Rows of the jobs that left, over all tables.';
comment on column baton.retention_runs.output_rows is
  'Pieces of output that left ahead of their jobs.';
comment on column baton.retention_runs.batches is
  'Batches that left: earlier runs had taken their jobs.';
comment on column baton.retention_runs.definitions is
  'Definitions of inline steps that left, with their steps: earlier runs had taken their jobs.';
comment on column baton.retention_runs.dropped_months is 'Months of the archive that left.';
comment on column baton.retention_runs.failures is
  'Pieces that failed; their jobs stay for the next run.';

-- What each policy took in each run. Without a foreign key: the record outlives the policy.
create table baton.retention_run_policies (
  run_id    bigint not null references baton.retention_runs,
  policy_id int    not null,
  jobs      bigint not null,
  rows      bigint not null,
  primary key (run_id, policy_id)
);
comment on table baton.retention_run_policies is
  'How many jobs and rows left under each policy, per run.';

-- An exact count of what a run would take: the one under way, or the last one.
create table baton.retention_counts (
  id           bigint      generated always as identity primary key,
  started_at   timestamptz not null,               -- and as of when jobs are judged
  started_by   text        not null,
  touched_at   timestamptz not null,
  finished_at  timestamptz,
  phase        text        not null default 'batches',
  walked_to    bigint      not null default 0,     -- as in retention_runs
  up_to        bigint      not null,
  jobs_up_to   bigint      not null,
  output_up_to bigint      not null,
  pieces       int         not null default 0,
  constraint phase_is_known check (phase in ('batches', 'definitions', 'jobs', 'output', 'done')),
  constraint finished_exactly_when_done check ((finished_at is null) = (phase <> 'done'))
);
-- Serves: one count at a time, continued by whoever calls.
create unique index one_count_at_a_time on baton.retention_counts ((true))
  where finished_at is null;
comment on table baton.retention_counts is
  'The exact count of what retention would take: under way, or the last one. Read it through '
  'baton.retention_count.';

create table baton.retention_count_policies (
  count_id  bigint not null references baton.retention_counts on delete cascade,
  kind      text   not null,                       -- jobs, output, batches, definitions
  policy_id int    not null,                       -- of jobs, else 0
  jobs      bigint not null,
  rows      bigint not null,
  bytes     bigint not null,
  oldest    timestamptz,
  primary key (count_id, kind, policy_id)
);
comment on table baton.retention_count_policies is
  'The findings of an exact count so far, by policy.';

-- Whole jobs as they were, one JSON document each. Partitions archived_jobs_YYYY_MM are made by the
-- run; a month's set of jobs is final when the month is over, since it goes by the time of
-- archiving.
create table baton.archived_jobs (
  job_id          bigint      not null,
  archived_at     timestamptz not null,
  organisation_id text,
  job_type        text,
  subject         text,
  batch_id        text,
  status          text        not null,
  created_at      timestamptz not null,
  finished_at     timestamptz not null,
  document        jsonb       not null,
  primary key (job_id, archived_at)
) partition by range (archived_at);
-- Serves: what became of a subject's jobs.
create index archived_jobs_by_subject on baton.archived_jobs (subject, job_type, job_id) where subject is not null;
comment on table baton.archived_jobs is
  'Jobs that left, one JSON document each, in partitions by the month (UTC) in which they were '
  'archived.';
comment on column baton.archived_jobs.document is
  'The job with its steps, attempts, output and events: {"job", "steps", "attempts", "output", '
  '"events"}.';

-- A month of the archive that is in a file. Only then may its partition go.
create table baton.archive_exports (
  month       date        primary key,
  file        text        not null,
  sha256      text        not null,
  bytes       bigint      not null,
  jobs        bigint      not null,
  exported_at timestamptz not null,
  exported_by text        not null,
  dropped_at  timestamptz,                        -- when its partition went
  constraint month_is_the_first_day_of_one check (extract(day from month) = 1),
  constraint sha256_is_64_hexadecimal_digits check (sha256 ~ '^[0-9a-f]{64}$')
);
comment on table baton.archive_exports is
  'Months of the archive that are in a file: which, with checksum and counts.';
comment on column baton.archive_exports.sha256 is 'Of the compressed file.';
comment on column baton.archive_exports.dropped_at is
  'When the month''s partition was dropped; null while it is still there.';
