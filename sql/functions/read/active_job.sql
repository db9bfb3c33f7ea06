create function baton.active_job(p_subject text, p_job_type text default null)
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
begin
  return (
    select job.id
    from jobs as job
    where job.subject = p_subject
      and (p_job_type is null or job.job_type = p_job_type)
      and job.finished_at is null
      and job.status <> 'draft'
    order by job.status = 'pending', job.id
    limit 1);
end
$$;
comment on function baton.active_job(text, text) is
  'The job of a subject that has started and not ended, else its oldest pending one, else null. '
  'Of any type where none is named.';
