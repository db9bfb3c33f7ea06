-- The id of the p_rank-th newest ended job of a job type and subject (of one status, if given):
-- jobs from this id on are among the newest p_rank. Where there are fewer, all are, and the answer
-- is 0. Null for rank 0 or none. The collations are those of the index: by one argument that has
-- another (a status), all would have it, and no index would serve.
create function baton._nth_newest(p_organisation_id text, p_job_type text, p_subject text, p_status text, p_rank int)
returns bigint
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
as $$
begin
  if p_rank is null or p_rank = 0 then
    return null;
  elsif p_job_type is null then
    return coalesce((
      select job.id
      from jobs as job
      where job.subject = p_subject collate "default" and job.job_type is null
        and job.organisation_id is not distinct from p_organisation_id
        and job.status in ('completed', 'failed', 'cancelled') and (p_status is null or job.status = p_status)
      order by job.id desc
      offset p_rank - 1 limit 1), 0);
  end if;
  return coalesce((
    select job.id
    from jobs as job
    where job.subject = p_subject collate "default" and job.job_type = p_job_type collate "default"
      and job.organisation_id is not distinct from p_organisation_id
      and job.status in ('completed', 'failed', 'cancelled') and (p_status is null or job.status = p_status)
    order by job.subject desc, job.job_type desc, job.id desc
    offset p_rank - 1 limit 1), 0);
end
$$;
comment on function baton._nth_newest(text, text, text, text, int) is
  'The id from which ended jobs of a job type and subject are among the newest so many; 0 where '
  'all are.';
