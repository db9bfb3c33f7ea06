create function baton.cancel_batch(p_name text, p_reason text default null, p_organisation_id text default null) returns jsonb
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
  perform _check_reason(p_reason);
  with locked as (
    select job.id
    from jobs as job
    where job.batch_id = p_name and job.organisation_id is not distinct from v_batch.organisation_id and job.finished_at is null
    order by job.id
    for no key update
  )
  select array_agg(locked.id) into v_jobs from locked;
  perform _cancel_jobs(v_jobs, 'cancelled', 'cancel_batch', _caller(), p_reason);
  return (
    select jsonb_build_object('cancelled', count(*) filter (where job.status = 'cancelled'), 'cancelling', count(*) filter (where job.status = 'cancelling'))
    from jobs as job
    where job.id = any (v_jobs));
end
$$;
comment on function baton.cancel_batch(text, text, text) is
  'Cancels the jobs of a batch that have not ended, all or none, and returns how many are {cancelled, cancelling} (while their scripts are being stopped). BT120: no such batch. BT062: the reason is too long.';
