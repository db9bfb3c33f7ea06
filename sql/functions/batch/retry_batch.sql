create function baton.retry_batch(p_name text, p_organisation_id text default null) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_batch batches;
  v_jobs bigint[];
begin
  perform _at_read_committed();
  v_batch := _require_batch(p_name, _organisation(p_organisation_id));
  with locked as (
    select job.id, job.status
    from jobs as job
    where job.batch_id = p_name and job.organisation_id is not distinct from v_batch.organisation_id
      and job.finished_at is not null and job.status in ('failed', 'cancelled')
    order by job.id
    for no key update
  )
  select array_agg(locked.id order by locked.id) into v_jobs from locked;
  if v_jobs is null then
    return 0;
  end if;
  perform _retry_job(job, null, 'retry_batch', null) from unnest(v_jobs) as job;
  return cardinality(v_jobs);
end
$$;
comment on function baton.retry_batch(text, text) is
  'Runs the failed and cancelled jobs of a batch again, all or none, and returns how many; not those that have left (batch_overview.removed). The batch then ends once more, with its job. BT120: no such batch.';
