-- The context of a step: outputs of all steps it depends on, directly or not, keyed by step. It
-- holds nothing else, so it does not depend on what happened to finish before. Called for every
-- step that depends on others, hence names in full and no settings of its own; each row is looked
-- up by its whole key.
create function baton._step_context(p_job_id bigint, p_definition_id bigint, p_ancestors int[]) returns jsonb
language plpgsql stable
as $$
begin
  return (
    select coalesce(pg_catalog.jsonb_object_agg(definition.key, coalesce(step.outputs, '{}')), '{}')
    from pg_catalog.unnest(p_ancestors) as ancestor(n)
    cross join lateral (
      select step_rows.outputs
      from baton.step_rows
      where step_rows.job_id operator(pg_catalog.=) p_job_id and step_rows.n operator(pg_catalog.=) ancestor.n
        and step_rows.status operator(pg_catalog.=) 'completed'
      offset 0
    ) as step
    cross join lateral (
      select definition_steps.key
      from baton.definition_steps
      where definition_steps.definition_id operator(pg_catalog.=) p_definition_id and definition_steps.n operator(pg_catalog.=) ancestor.n
      offset 0
    ) as definition);
end
$$;
comment on function baton._step_context(bigint, bigint, int[]) is
  'Outputs of the completed steps among p_ancestors, keyed by step.';
