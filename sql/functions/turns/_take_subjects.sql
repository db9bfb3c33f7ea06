-- Jobs that start at once or not at all. Two that are submitted at once meet in the index, as with
-- an idempotency key: the second waits for the first one's transaction.
create function baton._take_subjects(p_job_ids bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_nestloop = on   -- an INSERT turns it off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_job record;
  v_other bigint;
begin
  for v_job in
    select job.id, job.job_type, job.subject, job.organisation_id, _turn_key(job) as key
    from unnest(p_job_ids) as given(id)
    join jobs as job on job.id = given.id
    order by key, job.id   -- whoever submits several meets others in one order
  loop
    v_other := (_subject_jobs(v_job.key)).next_id;   -- one that runs again waits for its turn
    if v_other is null then
      insert into turns (job_id, key, job_type, subject, organisation_id, active, entered_at)
      values (v_job.id, v_job.key, v_job.job_type, v_job.subject, v_job.organisation_id, true, _now())
      on conflict do nothing;
      continue when found;
      v_other := (_subject_jobs(v_job.key)).active_id;
    end if;
    raise exception using errcode = 'BT084',
      message = format('job type %s takes one active job per subject: job %s is active', v_job.job_type, coalesce(v_other::text, 'of another transaction')),
      hint = 'Wait for its end, or cancel it; with "on_active": "wait" the job type lets later jobs wait for their turn.';
  end loop;
end
$$;
comment on function baton._take_subjects(bigint[]) is
  'Makes jobs the active ones of their subjects, or raises BT084.';
