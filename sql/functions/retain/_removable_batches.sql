-- Batches that nothing is left of, with ids after p_after up to p_up_to: no job, no hold, and no
-- job that ran at its end. The preview and the run ask the same. With p_ids only these are asked
-- about. One that is younger than a day may have jobs that are not committed yet; to an older one
-- _name_batches holds on.
create function baton._removable_batches(p_after bigint, p_up_to bigint, p_as_of timestamptz,
  p_ids bigint[] default null)
returns table (id bigint, created_at timestamptz, bytes bigint)
language sql stable
rows 100
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
  select batch.id, batch.created_at, pg_column_size(batch)
  from (
    select asked.* from batches as asked where p_ids is null and asked.id > p_after
      and asked.id <= p_up_to
    union all
    select asked.* from batches as asked
    where p_ids is not null and asked.id = any (p_ids) and asked.id > p_after
      and asked.id <= p_up_to
  ) as batch
  where batch.created_at < p_as_of - interval '1 day'
    and not exists (
      select from jobs as job
      where job.batch_id = batch.name and job.organisation_id is not distinct from batch.organisation_id)
    and not exists (
      select from retention_holds as hold
      where hold.batch_id = batch.name and hold.organisation_id is not distinct from batch.organisation_id)
    and not exists (select from jobs as job where job.id = batch.end_job_id)
  order by batch.id
$$;
comment on function baton._removable_batches(bigint, bigint, timestamptz, bigint[]) is
  'The batches of a range of ids that nothing is left of.';
