create view baton.retention_preview as
select
  preview.policy_id,
  policy.job_type,
  policy.status,
  policy.enabled,
  preview.action,
  preview.jobs,
  preview.rows,
  preview.bytes,
  preview.oldest,
  -- The rows for all that count for no job of this type and status while this one is enabled.
  array(
    select general.id
    from baton.retention_policies as general
    where policy.job_type is not null and policy.enabled
      and general.job_type is null and general.enabled
      and (policy.status is null or general.status is null or general.status = policy.status)
    order by general.id) as replaces,
  preview.is_estimate
from baton._retention_preview() as preview
left join baton.retention_policies as policy on policy.id = preview.policy_id
order by preview.policy_id, preview.action;

comment on view baton.retention_preview is
  'The rows that the next run of retention would take if it began now: one row per policy, one '
  'for old output of jobs that stay, one for batches that nothing is left of, and one for '
  'definitions of inline steps that no job uses. It asks the rule that the run asks; of much, it '
  'asks about evenly spread rows, and estimates. To the row: call baton.run_retention(p_dry_run '
  '=> true), then see retention_count.';
comment on column baton.retention_preview.policy_id is
  'A job that several policies let go counts under one of them: that which archives, then the '
  'lowest id. Null: output of jobs that stay, batches, and definitions.';
comment on column baton.retention_preview.enabled is
  'false: the policy is as if it were not there.';
comment on column baton.retention_preview.replaces is
  'Policies for all job types that this one stands in place of, for its job type: their keep_last '
  'does not keep its jobs.';
comment on column baton.retention_preview.jobs is 'So many jobs leave as a whole.';
comment on column baton.retention_preview.rows is
  'So many rows of all tables: jobs, steps, attempts, output, events; or so many batches or '
  'definitions (their steps, not counted, leave with them).';
comment on column baton.retention_preview.bytes is
  'What these rows take as stored, without indexes.';
comment on column baton.retention_preview.oldest is
  'When the oldest of the jobs ended, the oldest piece of output was written, or the oldest batch '
  'or definition was made.';
comment on column baton.retention_preview.is_estimate is
  'Whether jobs, rows, bytes and oldest stand for what was not looked at.';
