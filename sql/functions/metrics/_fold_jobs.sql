-- Only maintain() calls it, one at a time. A few rows may wait: whoever reads adds them up.
create function baton._fold_jobs(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = on   -- of job_changes, which has no key
as $$
declare
  v_places tid[] := array(select ctid from job_changes limit p_limit);
  v_blocks bigint[];
begin
  if cardinality(v_places) < least(100, p_limit) then
    return 0;
  end if;
  with taken as (
    delete from job_changes where ctid = any (v_places) returning job_changes.*
  ), added as (
    select place.block, moved.job_type, moved.status, sum(moved.jobs) as jobs
    from (
      select taken.block, taken.job_type, taken.to_status as status, taken.jobs from taken
      union all
      select taken.block, taken.job_type, taken.from_status, -taken.jobs from taken
    ) as moved
    cross join lateral (values (moved.block), (-1)) as place (block)
    where moved.status is not null
    group by place.block, moved.job_type, moved.status
  ), kept as (
    insert into job_totals as total (block, job_type, status, jobs)
    select added.block, added.job_type, added.status, added.jobs from added
    order by added.block, added.job_type, added.status
    on conflict (block, job_type, status) do update set jobs = total.jobs + excluded.jobs
    returning total.block, total.jobs
  )
  select array_agg(kept.block) into v_blocks from kept where kept.jobs = 0;
  delete from job_totals where block = any (v_blocks) and jobs = 0;
  return cardinality(v_places);
end
$$;
comment on function baton._fold_jobs(int) is
  'Adds up to so many rows of job_changes to job_totals; returns how many.';
