-- The steps that a step depends on, as the plan leaves them: whether one is open, runs again, or
-- has ended so that the step cannot run; and which these are, for the reason that people read.
create function baton._planned_parents(p_definition baton.definition_steps, p_plan baton.step_plan[],
  out open boolean, out again boolean, out failed boolean, out again_keys text, out changed_keys text, out failed_keys text)
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(bool_or(not _is_end(plan.to_status)), false),
    coalesce(bool_or(plan.again), false),
    coalesce(bool_or(_is_end(plan.to_status) and not _satisfies(plan.to_status, plan.to_reason)), false)
      and p_definition.run_if = 'all_completed',
    'after ' || string_agg(plan.key, ', ' order by plan.n) filter (where plan.again)
      || case when count(*) filter (where plan.again) > 1 then ', which run again' else ', which runs again' end,
    string_agg(plan.key || ' is ' || plan.to_status, ', ' order by plan.n) filter (where plan.changed),
    string_agg(plan.key || ' is ' || plan.to_status, ', ' order by plan.n)
      filter (where _is_end(plan.to_status) and not _satisfies(plan.to_status, plan.to_reason))
  from unnest(p_definition.parents) as parent(n)
  cross join lateral (select (p_plan[parent.n]).*) as plan
$$;
comment on function baton._planned_parents(baton.definition_steps, baton.step_plan[]) is
  'What a plan makes of the steps that a step depends on.';
