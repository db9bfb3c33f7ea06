-- Looks only among those thousands of ids where job_totals knows of such jobs.
create function baton.newest_jobs(
  p_statuses text[], p_job_types text[] default null, p_before bigint default null,
  p_limit int default 20)
returns setof baton.job_overview
language plpgsql stable
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_before constant bigint := coalesce(p_before, 9223372036854775807);
  v_limit constant int := _within('p_limit', p_limit, 1, 10000);
  v_unfolded constant bigint[] := array(select distinct changed.block from job_changes as changed);
  v_block bigint;
  v_last bigint;
  v_ids bigint[] := '{}';
begin
  for v_block in
    (
      select total.block
      from job_totals as total
      where total.block between 0 and v_before / 1000 and total.jobs > 0
        and total.status = any (p_statuses)
        and (p_job_types is null or total.job_type = any (p_job_types))
      order by total.block desc
    )
    union all
    (
      select block from unnest(v_unfolded) as block
      where block <= v_before / 1000
      order by block desc
    )
    order by block desc
  loop
    continue when v_block = v_last;
    v_last := v_block;
    v_ids := v_ids || array(
      select job.id
      from jobs as job
      where job.id >= v_block * 1000 and job.id < least(v_block * 1000 + 1000, v_before)
        and job.status = any (p_statuses)
        and (p_job_types is null or job.job_type = any (p_job_types))
      order by job.id desc
      limit v_limit - cardinality(v_ids));
    exit when cardinality(v_ids) >= v_limit;
  end loop;
  return query
    select overview.*
    from unnest(v_ids) as listed (id)
    cross join lateral (
      select * from job_overview where job_overview.job_id = listed.id offset 0
    ) as overview
    order by overview.job_id desc;
end
$$;
comment on function baton.newest_jobs(text[], text[], bigint, int) is
  'The newest jobs in one of some statuses (and of some job types), as job_overview has them: as quick where there are few of them among millions. p_before: only those with smaller ids, for the next page.';
