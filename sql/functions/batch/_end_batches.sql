-- Jobs of batches have ended, in this transaction: whoever ends a batch's last job runs its job. Two that end the last two
-- at once must not both pass it by, each seeing the other's as open: so one that passes by does it because of a job that is
-- open and that nobody is ending. It locks that one, so that whoever ends it later does so after this commit, and sees it.
-- Only where all open ones are locked does it wait, for the batch's row, and looks again in a statement of its own.
create function baton._end_batches(p_job_ids bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_batch batches;
begin
  for v_batch in
    select batch.*
    from batches as batch
    where batch.on_end_job_type is not null and batch.ended_at is null
      and (batch.name, coalesce(batch.organisation_id, '')) in (
        select job.batch_id, coalesce(job.organisation_id, '') from jobs as job where job.id = any (p_job_ids))
    order by batch.id
  loop
    perform
    from jobs as job
    where job.batch_id = v_batch.name and job.organisation_id is not distinct from v_batch.organisation_id
      and job.finished_at is null
    order by job.id desc   -- the last in the queue
    limit 1
    for share skip locked;
    continue when found;

    perform from batches where batches.id = v_batch.id and batches.ended_at is null for no key update;
    continue when not found;
    continue when exists (
      select from jobs as job
      where job.batch_id = v_batch.name and job.organisation_id is not distinct from v_batch.organisation_id
        and job.finished_at is null);
    perform _end_batch(v_batch);
  end loop;
end
$$;
comment on function baton._end_batches(bigint[]) is 'Runs the jobs of batches of which these were the last jobs to end.';
