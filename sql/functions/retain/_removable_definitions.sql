-- Definitions of inline steps that no job uses, with ids after p_after up to p_up_to. The preview
-- and the run ask the same. With p_ids only these are asked about.
-- Younger ones stay for a day: the same steps often come again.
create function baton._removable_definitions(p_after bigint, p_up_to bigint, p_as_of timestamptz,
  p_ids bigint[] default null)
returns table (id bigint, created_at timestamptz, bytes bigint)
language sql stable
rows 100
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
  select definition.id, definition.created_at, pg_column_size(definition) + (
    select coalesce(sum(pg_column_size(step)), 0) from definition_steps as step where step.definition_id = definition.id)
  from (
    select asked.* from definitions as asked where p_ids is null and asked.id > p_after
      and asked.id <= p_up_to
    union all
    select asked.* from definitions as asked
    where p_ids is not null and asked.id = any (p_ids) and asked.id > p_after
      and asked.id <= p_up_to
  ) as definition
  where definition.job_type is null
    and definition.created_at < p_as_of - interval '1 day'
    and not exists (
      select from jobs as job
      where job.job_type is null and job.definition_id = definition.id)
  order by definition.id
$$;
comment on function baton._removable_definitions(bigint, bigint, timestamptz, bigint[]) is
  'The definitions of inline steps of a range of ids that no job uses.';
