-- From its end: what is open is young. The job at a batch's end may want to look at the batch's
-- jobs.
create function baton._batch_is_open(p_batch_id text, p_organisation_id text) returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
as $$
begin
  return exists (
    select
    from (
      select job.status
      from jobs as job
      where job.batch_id = p_batch_id and job.organisation_id is not distinct from p_organisation_id
      order by job.batch_id desc, job.id desc
      offset 0
    ) as latest
    where latest.status not in ('completed', 'failed', 'cancelled'))
  or exists (
    select
    from batches as batch
    join jobs as at_end on at_end.id = batch.end_job_id
    where batch.name = p_batch_id and batch.organisation_id is not distinct from p_organisation_id
      and at_end.finished_at is null);
end
$$;
comment on function baton._batch_is_open(text, text) is
  'Whether a job of a batch, or the one at its end, has not ended.';
