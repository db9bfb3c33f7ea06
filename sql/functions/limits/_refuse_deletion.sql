-- Instead of the foreign key's words, which say nothing of job types.
create function baton._refuse_deletion() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_lanes int[] := array(select id from lanes where limit_name = old.name);
  v_job_types text;
begin
  if v_lanes = '{}' then
    return old;
  end if;
  select string_agg(job_type.name, ', ' order by job_type.name)
  into v_job_types
  from job_types as job_type
  cross join lateral (
    select from definition_steps as step where step.definition_id = job_type.definition_id and step.lane = any (v_lanes) limit 1
  ) as named;
  raise exception using errcode = 'BT082',
    message = format('concurrency limit %s is named by %s', old.name, coalesce('job type ' || v_job_types, 'definitions that are kept')),
    hint = 'Definitions are kept as long as their jobs. Raise its slots instead: up to 1000 may run at once.';
end
$$;
comment on function baton._refuse_deletion() is 'Trigger: a concurrency limit that a definition names is not deleted (BT082).';
