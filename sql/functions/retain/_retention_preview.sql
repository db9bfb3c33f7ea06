-- What the next run would take if it began now. Bytes are those of the rows, as stored, without indexes.
create function baton._retention_preview()
returns table (policy_id int, action text, jobs bigint, rows bigint, bytes bigint, oldest timestamptz)
language sql stable
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  with present as materialized (
    select _now() as now
  ), removable as materialized (
    select found.*
    from present, _removable_jobs(0, (select max(id) from jobs), present.now) as found
  ), sized as (
    select removable.policy_id, 1 as is_job, pg_column_size(job) as bytes, removable.finished_at
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
  select policy.id, policy.action, coalesce(sum(sized.is_job), 0), count(sized.policy_id), coalesce(sum(sized.bytes), 0),
    min(sized.finished_at)
  from retention_policies as policy
  left join sized on sized.policy_id = policy.id
  group by policy.id, policy.action
  union all
  select null, 'delete output', 0, count(*), coalesce(sum(output.bytes), 0), min(output.written_at)
  from present, _removable_output(0, _output_ends_at(present.now), present.now) as output
  where not exists (
    select from output_rows as piece join removable on removable.job_id = piece.job_id where piece.id = output.id)
  union all
  select null, 'delete batches', 0, count(*), coalesce(sum(batch.bytes), 0), min(batch.created_at)
  from present, _removable_batches(0, (select max(id) from batches), present.now) as batch
  union all
  select null, 'delete definitions', 0, count(*), coalesce(sum(definition.bytes), 0), min(definition.created_at)
  from present, _removable_definitions(0, _definitions_end_at(present.now), present.now) as definition
$$;
comment on function baton._retention_preview() is 'What each policy would take in a run that begins now.';
