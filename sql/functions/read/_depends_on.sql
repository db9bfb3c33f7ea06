-- Here because of plans, as in _overview(); by the job, so that nobody reads more by it than the
-- views show.
create function baton._depends_on(p_job bigint, p_n int) returns text[]
language plpgsql stable security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  return array(
    select parent.key
    from jobs as job
    join definition_steps as step on step.definition_id = job.definition_id and step.n = p_n
    cross join lateral unnest(step.parents) as parents (n)
    join definition_steps as parent
      on parent.definition_id = job.definition_id and parent.n = parents.n
    where job.id = p_job
    order by parent.n);
end
$$;
comment on function baton._depends_on(bigint, int) is
  'The keys of the steps that a step depends on, in the order of the definition.';
