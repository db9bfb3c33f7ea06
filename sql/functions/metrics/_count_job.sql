create function baton._count_job(p_job baton.jobs, p_status text) returns void
language sql
set search_path = pg_catalog, baton, pg_temp
as $$
  insert into job_changes (block, job_type, from_status, to_status, jobs)
  select p_job.id / 1000, coalesce(p_job.job_type, ''), p_job.status, p_status, 1
  where p_status <> p_job.status
$$;
comment on function baton._count_job(baton.jobs, text) is
  'Keeps that a job goes from its status to another one.';
