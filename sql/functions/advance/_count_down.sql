-- Steps have ended: count down the dependencies of their children, a counter per child under the
-- job's lock (asking "is no parent unfinished?" instead would strand a child whose two parents
-- finish together). Returns the children that are still pending, for _decide_steps.
create function baton._count_down(p_ended baton.step_ref[]) returns baton.step_ref[]
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_children step_ref[];
begin
  with touched as (
    select ended.job_id, child.n, count(*)::int as ended_parents,
      (count(*) filter (where not _satisfies(step.status, step.status_reason)))::int as failed_parents
    from unnest(p_ended) as ended
    join jobs as job on job.id = ended.job_id
    join step_rows as step on step.job_id = ended.job_id and step.n = ended.n
    join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = ended.n
    cross join lateral unnest(definition.children) as child(n)
    group by ended.job_id, child.n
  ), counted as (
    update step_rows as step
    set open_dependencies = step.open_dependencies - touched.ended_parents,
        failed_dependencies = step.failed_dependencies + touched.failed_parents
    from touched
    where step.job_id = touched.job_id and step.n = touched.n
    returning step.job_id, step.n, step.status
  )
  select coalesce(array_agg(row(counted.job_id, counted.n)::step_ref) filter (where counted.status = 'pending'), '{}')
  into v_children
  from counted;
  return v_children;
end
$$;
comment on function baton._count_down(baton.step_ref[]) is
  'Counts down the open dependencies of the children of ended steps; returns the pending ones '
  'among them.';
