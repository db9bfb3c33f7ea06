-- Cancels a job. What waits ends at once; running scripts are told to stop, and the job is
-- "cancelling" until the last of them is gone. A job that has ended stays as it is.
create function baton.cancel_job(p_job_id bigint, p_reason text default null) returns text
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  perform _at_read_committed();
  perform _check_reason(p_reason);
  perform _lock_job(p_job_id);
  perform _cancel_jobs(array[p_job_id], 'cancelled', 'cancel_job', _caller(), p_reason);
  return (select status from jobs where id = p_job_id);
end
$$;
comment on function baton.cancel_job(bigint, text) is
  'Cancels a job and returns its status: cancelled, cancelling while scripts are being stopped, '
  'or the end it had already. BT070: no such job. BT062: the reason is too long.';
