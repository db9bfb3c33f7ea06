create function baton._planned_job_status(p_job baton.jobs, p_steps baton.step_plan[], p_failing text) returns text
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select case
    when not bool_or(plan.changed) then p_job.status
    when bool_or(not _is_end(plan.to_status)) then case
      when p_job.status = 'draft' then 'draft'
      when p_job.status = 'pending' and not bool_or(plan.to_status in ('running', 'action_required')) then 'pending'
      else 'in_progress' end
    when bool_or(plan.to_status = 'cancelled') then 'cancelled'
    when p_failing is not null then 'failed'
    else 'completed' end
  from unnest(p_steps) as plan
$$;
comment on function baton._planned_job_status(baton.jobs, baton.step_plan[], text) is
  'The status that a job gets when its steps become what is planned.';
