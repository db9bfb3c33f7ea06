-- Jobs have ended in this transaction, and some of them are of interest to others: _settle_jobs,
-- _cancel_jobs and _write_edited_job call it for jobs of batches, and for all where there are
-- notifications; others pay nothing for it.
create function baton._after_ends(p_job_ids bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if exists (select from notifications where enabled) then
    perform _tell_of_ends(p_job_ids);
  end if;
  perform _end_batches(p_job_ids);
end
$$;
comment on function baton._after_ends(bigint[]) is
  'What follows outside of jobs from their ends: notifications, and the ends of their batches.';
