-- What metrics count for ever. Whatever ends attempts appends a row here, in its own transaction,
-- and nothing else: no row is shared, so nobody waits for anybody. maintain() adds them up into
-- attempt_totals (_fold_counts).
create type baton.attempt_end as (
  outcome    text,
  error_code text,       -- '' for none
  timed_out  boolean,
  retried    boolean,    -- it was not the first start of its step's generation
  became     text,       -- the status that its step got
  took       interval    -- null for a lost one
);
comment on type baton.attempt_end is 'How one attempt ended, for the counters.';

create table baton.attempt_counts (
  -- How long those took that succeeded at once: nearly all, so they are written as short as can be
  successes interval[],
  others    baton.attempt_end[]
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0);
-- As that of baton.ready; the rows have no key, and few are there at a time.
alter table baton.attempt_counts replica identity full;
comment on table baton.attempt_counts is
  'Attempts that ended, one row per report, not yet added to attempt_totals; read both through '
  'baton.metrics.';

create table baton.attempt_totals (
  outcome    text     collate "C" not null,
  error_code text     collate "C" not null,
  timed_out  boolean  not null,
  retried    boolean  not null,
  became     text     collate "C" not null,
  attempts   bigint   not null,
  duration   interval not null,
  le_10ms    bigint   not null,                  -- of these, how many took no longer
  le_50ms    bigint   not null,
  le_100ms   bigint   not null,
  le_500ms   bigint   not null,
  le_1s      bigint   not null,
  le_5s      bigint   not null,
  le_30s     bigint   not null,
  le_1m      bigint   not null,
  le_5m      bigint   not null,
  le_15m     bigint   not null,
  le_1h      bigint   not null,
  primary key (outcome, error_code, timed_out, retried, became)
) with (fillfactor = 50);
comment on table baton.attempt_totals is
  'Attempts that ever ended, by kind of end: they stay when the attempts themselves are archived '
  'or deleted.';

-- How many jobs are where. Whatever makes, moves or removes jobs appends a row here, in its own
-- transaction; maintain() adds them up
-- into job_totals (_fold_jobs). So lists by status skip the ids among which there is nothing, and
-- counts are never counted.
create table baton.job_changes (
  block       bigint not null,                   -- of ids: a thousand each
  job_type    text   not null,                   -- '' for none
  from_status text   collate "C",                -- null: they are new
  to_status   text   collate "C",                -- null: they have left
  jobs        int    not null
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0);
alter table baton.job_changes replica identity full;
comment on table baton.job_changes is
  'Jobs that came, changed their status or left, not yet added to job_totals; read both through '
  'baton.job_counts.';

create table baton.job_totals (
  block    bigint not null,                      -- -1: all of them
  job_type text   not null,
  status   text   collate "C" not null,
  jobs     bigint not null,
  primary key (block, job_type, status)
) with (fillfactor = 50);
comment on table baton.job_totals is
  'How many jobs of a type are in a status, in all and by thousands of ids.';

-- Added to by recover_orphans() and recover_due(), once per call.
create table baton.recovery_totals (
  kind    text   collate "C" not null,   -- stuck | failed
  outcome text   collate "C" not null,   -- recovered | failed | skipped
  jobs    bigint not null,
  primary key (kind, outcome)
);
comment on table baton.recovery_totals is
  'Jobs that recovery ever took up, by kind and outcome; read it through baton.metrics.';
