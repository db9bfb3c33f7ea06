-- Jobs were inserted with these names of batches: each has a row.
create function baton._name_batches(p_job_ids bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  -- One that retention might take for abandoned (_removable_batches) must stay until this has
  -- committed.
  perform
  from (select distinct job.batch_id, job.organisation_id from jobs as job where job.id = any (p_job_ids) order by 1, 2) as named
  cross join lateral (
    select
    from batches as batch
    where batch.name = named.batch_id and batch.organisation_id is not distinct from named.organisation_id
      and batch.created_at < _now() - interval '1 hour'
    for key share
  ) as kept;

  insert into batches (name, organisation_id, created_at, created_by)
  select distinct job.batch_id, job.organisation_id, _now(), _caller()
  from jobs as job
  where job.id = any (p_job_ids)
    and not exists (
      select from batches
      where batches.name = job.batch_id and batches.organisation_id is not distinct from job.organisation_id)
  order by 1, 2
  on conflict do nothing;
end
$$;
comment on function baton._name_batches(bigint[]) is
  'Makes the rows of batches that jobs were inserted into.';
