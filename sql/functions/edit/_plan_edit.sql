-- The plan of an edit, and the step that makes the job fail then. The two depend on each other:
-- what runs again cannot have failed, and what a failing job skips does not run again. Starts from
-- every failure that the edits leave, and takes those away that the plan takes away; without a
-- failure more runs again, so that none comes back.
create function baton._plan_edit(p_job baton.jobs, p_edits baton.step_edit[], out steps baton.step_plan[], out failing text)
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_left text;
begin
  select definition.key
  into failing
  from step_rows as step
  join definition_steps as definition on definition.definition_id = p_job.definition_id and definition.n = step.n
  left join unnest(p_edits) as edit on edit.n = step.n
  where step.job_id = p_job.id and definition.on_failure = 'fail_job' and coalesce(edit.status, step.status) = 'failed'
  order by step.n is distinct from p_job.error_step, step.n
  limit 1;

  loop
    steps := _plan_steps(p_job, p_edits, failing);
    v_left := null;
    select plan.key
    into v_left
    from unnest(steps) as plan
    join definition_steps as definition on definition.definition_id = p_job.definition_id and definition.n = plan.n
    where definition.on_failure = 'fail_job' and plan.to_status = 'failed'
    order by plan.n is distinct from p_job.error_step, plan.n
    limit 1;
    exit when failing is null or v_left is not distinct from failing;
    failing := v_left;
  end loop;
end
$$;
comment on function baton._plan_edit(baton.jobs, baton.step_edit[]) is
  'What edits would do to the steps of a job, and which step would make the job fail.';
