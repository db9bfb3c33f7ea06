create view baton.retention_count as
select
  policy.id as policy_id,
  policy.job_type,
  policy.status,
  policy.enabled,
  policy.action,
  coalesce(found.jobs, 0) as jobs,
  coalesce(found.rows, 0) as rows,
  coalesce(found.bytes, 0) as bytes,
  found.oldest,
  progress.percent,
  latest.started_at,
  latest.finished_at
from (select * from baton.retention_counts order by id desc limit 1) as latest
cross join lateral (
  select case latest.phase
    when 'done' then 100
    when 'jobs' then 5 + 80 * latest.walked_to / greatest(latest.up_to, 1)
    when 'output' then 85 + 14 * latest.walked_to / greatest(latest.up_to, 1)
    else 0 end::int as percent
) as progress
cross join lateral (
  select retention_policies.id, retention_policies.job_type, retention_policies.status,
    retention_policies.enabled, retention_policies.action, 'jobs' as kind
  from baton.retention_policies
  union all
  select null, null, null, null, 'delete ' || kind.name, kind.name
  from unnest(array['batches', 'definitions', 'output']) as kind (name)
) as policy
left join baton.retention_count_policies as found
  on found.count_id = latest.id and found.kind = policy.kind
  and found.policy_id = coalesce(policy.id, 0)
order by policy.id, policy.action;

comment on view baton.retention_count is
  'The exact count of what a run would take, as retention_preview shows an estimate of: the one '
  'under way, or the last one. call baton.run_retention(p_dry_run => true) counts in pieces, and '
  'so does apply_retention(true).';
comment on column baton.retention_count.jobs is
  'So many jobs leave as a whole, of those that were looked at so far.';
comment on column baton.retention_count.percent is 'How far the count is; 100: all is counted.';
comment on column baton.retention_count.started_at is 'The count takes this for now.';
comment on column baton.retention_count.finished_at is 'Null while it is under way.';
