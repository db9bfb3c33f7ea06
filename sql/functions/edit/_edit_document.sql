-- What the functions answer: the plan, before it is carried out or after.
create function baton._edit_document(p_job baton.jobs, p_steps baton.step_plan[], p_failing text, p_applied boolean) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_build_object(
    'job_id', p_job.id,
    'valid', errors.list is null,
    'applied', p_applied,
    'errors', coalesce(errors.list, '[]'),
    'warnings', coalesce(warnings.list, '[]'),
    'job', jsonb_build_object('from', p_job.status, 'to', case when errors.list is null
      then _planned_job_status(p_job, p_steps, p_failing) else p_job.status end),
    'affected', case when errors.list is null then affected.list else '[]' end)
  from (
    select jsonb_agg(jsonb_build_object('step', found.step, 'code', found.code, 'message', found.message, 'hint', found.hint)) as list
    from _edit_errors(p_job, p_steps, p_failing) as found
  ) as errors
  cross join (
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('step', found.step, 'message', found.message))) as list
    from _edit_warnings(p_job, p_steps) as found
  ) as warnings
  cross join (
    select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('step', plan.key, 'from', plan.from_status,
      'from_reason', plan.from_reason, 'to', plan.to_status, 'to_reason', plan.to_reason, 'why', plan.why))
      order by plan.n), '[]') as list
    from unnest(p_steps) as plan
    where plan.changed
  ) as affected
$$;
comment on function baton._edit_document(baton.jobs, baton.step_plan[], text, boolean) is
  'The plan of an edit as people and programs get it.';
