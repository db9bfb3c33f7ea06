-- Bytes are those of the rows, as stored, without indexes. The same tables as in _delete_jobs.
create function baton._size_jobs(p_jobs bigint[], p_policies int[])
returns table (policy_id int, jobs bigint, "rows" bigint, bytes bigint, oldest timestamptz)
language sql stable
rows 10
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
  with removable as materialized (
    select leaving.job_id, leaving.policy_id
    from unnest(p_jobs, p_policies) as leaving (job_id, policy_id)
  ), sized as (
    select removable.policy_id, 1 as is_job, pg_column_size(job) as bytes, job.finished_at
    from removable join jobs as job on job.id = removable.job_id
    union all
    select removable.policy_id, 0, pg_column_size(step), null
    from removable join step_rows as step on step.job_id = removable.job_id
    union all
    select removable.policy_id, 0, pg_column_size(start), null
    from removable join attempt_rows as start on start.job_id = removable.job_id
    union all
    select removable.policy_id, 0, 60 + pg_column_size(output.content), null
    from removable join output_rows as output on output.job_id = removable.job_id
    union all
    select removable.policy_id, 0, pg_column_size(event), null
    from removable join job_events as event on event.job_id = removable.job_id
  )
  select sized.policy_id, sum(sized.is_job)::bigint, count(*), sum(sized.bytes)::bigint,
    min(sized.finished_at)
  from sized
  group by sized.policy_id
$$;
comment on function baton._size_jobs(bigint[], int[]) is
  'How many rows jobs have in all tables, and what they take, by policy.';
