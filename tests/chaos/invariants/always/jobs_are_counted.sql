-- What is kept of how many jobs are where is what a count of them says: in all, and by thousands of ids.
with kept as (
  select moved.block, moved.job_type, moved.status, sum(moved.jobs) as jobs
  from (
    select block, job_type, status, jobs from baton.job_totals
    union all
    select place, job_type, to_status, jobs
    from baton.job_changes cross join lateral unnest(array[block, -1]) as place
    where to_status is not null
    union all
    select place, job_type, from_status, -jobs
    from baton.job_changes cross join lateral unnest(array[block, -1]) as place
    where from_status is not null
  ) as moved
  group by moved.block, moved.job_type, moved.status
  having sum(moved.jobs) <> 0
), counted as (
  select place as block, coalesce(job.job_type, '') as job_type, job.status, count(*) as jobs
  from baton.jobs as job cross join lateral unnest(array[job.id / 1000, -1]) as place
  group by place, coalesce(job.job_type, ''), job.status
)
select block, job_type, status, kept.jobs as kept, counted.jobs as counted
from kept
full join counted using (block, job_type, status)
where kept.jobs is distinct from counted.jobs
