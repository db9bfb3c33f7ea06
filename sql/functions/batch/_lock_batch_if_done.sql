-- Whoever ends a batch's last job runs its job. Two that end the last two at once must not both
-- pass it by, each seeing the other's as open: so one that passes by does it because of a job that
-- is open and that nobody is ending. It locks that one, so that whoever ends it later does so after
-- this commit, and sees it. Only where all open ones are locked does it wait, for the batch's row,
-- and looks again in a statement of its own. Whether the batch had ended before is read under that
-- lock, too: a job that was added or retried while another transaction ended the batch brings the
-- next end all the same.
-- A batch that is retried by pieces ends after the last of them: until then its timer lies in the
-- future. Maintenance, which only looks (p_has_ended false), ends no batch twice for the same jobs.
create function baton._lock_batch_if_done(p_batch_id bigint, p_has_ended boolean default true) returns baton.batches
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
  select * into v_batch from batches where batches.id = p_batch_id;
  perform
  from jobs as job
  where job.batch_id = v_batch.name
    and job.organisation_id is not distinct from v_batch.organisation_id
    and job.finished_at is null
  order by job.id desc   -- the last in the queue
  limit 1
  for share skip locked;
  if found or exists (
      select from timers
      where timers.kind = 'batch' and timers.due_at > _now() and timers.job_id = p_batch_id) then
    return null;
  end if;

  select * into v_batch from batches where batches.id = p_batch_id for no key update;
  if found and not exists (
      select from jobs as job
      where job.batch_id = v_batch.name
        and job.organisation_id is not distinct from v_batch.organisation_id
        and job.finished_at is null)
     and (p_has_ended or v_batch.ended_at is null or exists (
      select from jobs as job
      where job.batch_id = v_batch.name
        and job.organisation_id is not distinct from v_batch.organisation_id
        and job.finished_at > v_batch.ended_at)) then
    return v_batch;
  end if;
  return null;
end
$$;
comment on function baton._lock_batch_if_done(bigint, boolean) is
  'The batch, locked, if no job of it is open any more: its end is to be run. Else null.';
