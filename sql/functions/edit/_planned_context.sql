-- As _step_context, for the statuses and outputs that an edit leads to.
create function baton._planned_context(p_job_id bigint, p_ancestors int[], p_plan baton.step_plan[]) returns jsonb
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_object_agg(plan.key, coalesce(plan.outputs, step.outputs, '{}')), '{}')
    from unnest(p_plan) as plan
    join step_rows as step on step.job_id = p_job_id and step.n = plan.n
    where plan.n = any (p_ancestors)
      and plan.to_status = 'completed');
end
$$;
comment on function baton._planned_context(bigint, int[], baton.step_plan[]) is
  'Outputs of the steps among p_ancestors that would be completed, keyed by step.';
