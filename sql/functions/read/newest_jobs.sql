create function baton.newest_jobs(
  p_statuses text[], p_job_types text[] default null, p_before bigint default null,
  p_limit int default 20)
returns setof baton.job_overview
language plpgsql stable
security definer
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set jit = off
as $$
begin
  perform _within('p_limit', p_limit, 1, 10000);
  return query
    select overview.*
    from find_jobs(coalesce(p_statuses, '{}'), p_job_types, p_before => p_before,
      p_limit => p_limit) as listed (id)
    cross join lateral (
      select * from job_overview where job_overview.job_id = listed.id offset 0
    ) as overview
    order by overview.job_id desc;
end
$$;
comment on function baton.newest_jobs(text[], text[], bigint, int) is
  'The newest jobs in one of some statuses (and of some job types), as job_overview has them: as '
  'quick where there are few of them among millions. p_before: only those with smaller ids, for '
  'the next page.';
