-- Jobs of batches have ended, in this transaction. Whatever brought a batch back to work after its
-- end (a job that was retried, edited or added), its next end is one more round, with its own job.
create function baton._end_batches(p_job_ids bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_batch bigint;
  v_done batches;
  v_all_done batches[] := '{}';
begin
  for v_batch in
    select batch.id
    from batches as batch
    where batch.on_end_job_type is not null
      and (batch.name, coalesce(batch.organisation_id, '')) in (
        select job.batch_id, coalesce(job.organisation_id, '')
        from jobs as job where job.id = any (p_job_ids))
    order by batch.id
  loop
    if current_setting('transaction_isolation') in ('read committed', 'read uncommitted') then
      v_done := _lock_batch_if_done(v_batch);
      if v_done.id is not null then
        v_all_done := v_all_done || v_done;
      end if;
    else   -- an older snapshot does not show whose jobs have ended since: maintenance looks
      insert into timers (due_at, job_id, n, kind)
      values ('epoch'::timestamptz + random() * interval '300 days', v_batch, 0, 'batch');
    end if;
  end loop;
  if cardinality(v_all_done) > 0 then
    perform _run_batch_ends(v_all_done);
  end if;
end
$$;
comment on function baton._end_batches(bigint[]) is
  'Runs the jobs of batches of which these were the last jobs to end.';
