-- Its retry or last attempt, its last dependency, or its job's start.
create function baton._ready_since(p_job_id bigint, p_n int) returns timestamptz
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select greatest(job.created_at, job.run_at, step.due_at, step.finished_at,
    (select max(parent.finished_at)
     from definition_steps as definition
     join step_rows as parent on parent.job_id = job.id and parent.n = any (definition.parents)
     where definition.definition_id = job.definition_id and definition.n = step.n))
  from step_rows as step
  join jobs as job on job.id = step.job_id
  where step.job_id = p_job_id and step.n = p_n
$$;
comment on function baton._ready_since(bigint, int) is 'When a ready step became so.';
