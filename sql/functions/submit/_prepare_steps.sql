-- The definition of a job that brings its own steps. They name commands, so they need a right of
-- their own.
create or replace function baton._prepare_steps(
  p_job baton.jobs, out definition_id bigint, out step_count int, out required_parameters text[]
)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_definition record;
begin
  if p_job.job_type is not null then
    raise exception using errcode = 'BT027', message = 'a job has either job_type or steps, not both',
      hint = 'Leave steps out to use the job type''s definition.';
  end if;
  if not pg_has_role(baton._caller_role(), 'baton_author', 'member') then
    raise exception using errcode = 'BT029', message = format('role %s may not submit jobs with steps of their own', baton._caller_role()),
      hint = format('GRANT baton_author TO %I; or define a job type and insert its name.', baton._caller_role());
  end if;
  v_definition := baton._intern_steps(p_job.steps);
  definition_id := v_definition.definition_id;
  step_count := v_definition.step_count;
  required_parameters := v_definition.required_parameters;
end
$$;
