-- One row per type and status from job_totals, and what maintain() has not added to it yet.
create view baton.job_counts as
select
  nullif(counted.job_type, '') as job_type,
  counted.status,
  sum(counted.jobs)::bigint as jobs
from (
  select total.job_type, total.status, total.jobs
  from baton.job_totals as total
  where total.block = -1
  union all
  select moved.job_type, moved.to_status, moved.jobs
  from baton.job_changes as moved
  where moved.to_status is not null
  union all
  select moved.job_type, moved.from_status, -moved.jobs
  from baton.job_changes as moved
  where moved.from_status is not null
) as counted
group by counted.job_type, counted.status
having sum(counted.jobs) <> 0;

comment on view baton.job_counts is
  'How many jobs of each type are in each status, of those that are kept. Kept when they change, '
  'not counted: as quick for ten million.';
comment on column baton.job_counts.job_type is 'Null: jobs with inline steps.';
