-- One row; edit it with a plain UPDATE. It takes effect at once; what executors go by, once
-- they were told (executors.sql).
create table baton.settings (
  only_row               boolean  primary key default true,
  tick_interval          interval not null default '10 seconds',
  lease_ticks            int      not null default 3,
  idle_poll              interval not null default '1 second',
  lost_attempts          int      not null default 3,
  stuck_after            interval not null default '1 hour',
  default_timeout        interval not null default '2 minutes',
  default_grace          interval not null default '10 seconds',
  max_steps_per_job      int      not null default 1000,
  max_edges_per_job      int      not null default 10000,
  max_jobs_per_statement int      not null default 1000000,
  max_parameters_bytes   int      not null default 1048576,
  max_parameters_depth   int      not null default 64,
  max_context_bytes      int      not null default 4194304,
  output_head_bytes      int      not null default 65536,
  output_tail_bytes      int      not null default 65536,
  on_new_timeline        text     not null default 'continue_after_promotion',
  constraint there_is_one_row check (only_row),
  constraint tick_interval_is_between_1_second_and_10_minutes check (tick_interval between '1 second' and '10 minutes'),
  constraint lease_ticks_are_between_2_and_100 check (lease_ticks between 2 and 100),
  constraint idle_poll_is_between_100_ms_and_1_minute check (idle_poll between '100 milliseconds' and '1 minute'),
  constraint lost_attempts_are_between_0_and_100 check (lost_attempts between 0 and 100),
  constraint stuck_after_is_between_1_minute_and_1000_years check (stuck_after between '1 minute' and '1000 years'),
  constraint default_timeout_is_between_1_ms_and_30_days check (default_timeout between '1 millisecond' and '30 days'),
  constraint default_grace_is_between_0_and_1_hour check (default_grace between '0' and '1 hour'),
  constraint max_steps_per_job_is_between_1_and_10000 check (max_steps_per_job between 1 and 10000),
  constraint max_edges_per_job_is_between_1_and_1000000 check (max_edges_per_job between 1 and 1000000),
  constraint max_jobs_per_statement_is_positive check (max_jobs_per_statement > 0),
  constraint max_parameters_bytes_is_between_1_kB_and_64_MB check (max_parameters_bytes between 1024 and 67108864),
  constraint max_parameters_depth_is_between_1_and_1000 check (max_parameters_depth between 1 and 1000),
  constraint max_context_bytes_is_between_1_kB_and_64_MB check (max_context_bytes between 1024 and 67108864),
  constraint output_head_bytes_is_between_0_and_16_MB check (output_head_bytes between 0 and 16777216),
  constraint output_tail_bytes_is_between_0_and_16_MB check (output_tail_bytes between 0 and 16777216),
  constraint on_new_timeline_is_known check (on_new_timeline in ('continue_after_promotion', 'continue', 'hold'))
);
insert into baton.settings default values;
comment on table baton.settings is 'The one row of settings that hold for the whole installation.';
comment on column baton.settings.tick_interval is
  'How often maintain() advances the tick; executors renew their lease as often. Shorter ticks '
  'begin once every living executor knows.';
comment on column baton.settings.lease_ticks is
  'An executor that missed this many ticks has lost its attempts. Each executor''s lease follows '
  'a change with its renewals.';
comment on column baton.settings.idle_poll is
  'How often an idle executor looks for work when no notification came.';
comment on column baton.settings.lost_attempts is
  'How many attempts of a step may be lost to dying executors before the step fails.';
comment on column baton.settings.stuck_after is
  'A running step without a sign of life for this long counts as stuck.';
comment on column baton.settings.max_context_bytes is
  'Largest context (outputs of all dependencies) that a step is started with.';
comment on column baton.settings.output_head_bytes is
  'How much of the beginning of stdout and of stderr is kept per attempt.';
comment on column baton.settings.output_tail_bytes is
  'How much of the end of stdout and of stderr is kept per attempt.';
comment on column baton.settings.on_new_timeline is
  'What follows when the server is on another timeline: continue_after_promotion (hold after a '
  'restore to an earlier time), continue, or hold until accept_database().';
