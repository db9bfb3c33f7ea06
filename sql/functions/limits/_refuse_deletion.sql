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
  v_lanes int[] := case tg_table_name
    when 'queues' then array(select id from lanes where queue = old.name)
    when 'circuit_breakers' then array(select id from lanes where circuit_breaker = old.name)
    else array(select id from lanes where limit_name = old.name) end;
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
    message = format('%s %s is named by %s',
      case tg_table_name when 'queues' then 'queue' when 'circuit_breakers' then 'circuit breaker' else 'concurrency limit' end,
      old.name, coalesce('job type ' || v_job_types, 'definitions that are kept')),
    hint = 'Definitions are kept as long as their jobs. ' || case tg_table_name
      when 'queues' then format('So that nothing of it starts: select baton.pause_queue(%L);', old.name)
      when 'circuit_breakers' then 'So that it opens less readily, raise its threshold: up to 1000 failures.'
      else 'Raise its slots instead: up to 1000 may run at once.' end;
end
$$;
comment on function baton._refuse_deletion() is
  'Trigger: a concurrency limit, queue or circuit breaker that a definition names is not deleted '
  '(BT082).';
