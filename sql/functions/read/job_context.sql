create function baton.job_context(p_job_id bigint)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  perform _require_job(p_job_id);

  return coalesce((
    select jsonb_object_agg(step.key, step.outputs)
    from steps as step
    where step.job_id = p_job_id and step.outputs is not null), '{}');
end
$$;
comment on function baton.job_context(bigint) is
  'The outputs of all steps of a job so far, keyed by step; a step itself gets those of the steps '
  'it depends on. BT070: no such job.';
