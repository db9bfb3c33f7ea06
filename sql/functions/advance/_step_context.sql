-- The context of a step: outputs of all steps it depends on, directly or not, keyed by step. It holds nothing
-- else, so it does not depend on what happened to finish before.
create function baton._step_context(p_job_id bigint, p_definition_id bigint, p_ancestors int[]) returns jsonb
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_object_agg(definition.key, coalesce(step.outputs, '{}')), '{}')
    from step_rows as step
    join definition_steps as definition on definition.definition_id = p_definition_id and definition.n = step.n
    where step.job_id = p_job_id
      and step.n = any (p_ancestors)
      and step.status = 'completed');
end
$$;
comment on function baton._step_context(bigint, bigint, int[]) is 'Outputs of the completed steps among p_ancestors, keyed by step.';
