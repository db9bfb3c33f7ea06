-- The audit: a row for each step that changed, and one for the job where it did.
create function baton._record_edit(p_job baton.jobs, p_steps baton.step_plan[], p_status text, p_action text, p_reason text) returns void
language sql
set search_path = pg_catalog, baton, pg_temp
as $$
  insert into job_events (at, job_id, n, from_status, to_status, action, actor, reason)
  select _now(), p_job.id, plan.n, plan.from_status, plan.to_status, p_action, _caller(),
    case when plan.asked is null then format('%s (%s)', plan.why, p_reason) else p_reason end
  from unnest(p_steps) as plan
  where plan.changed
  order by plan.asked is null, plan.n;

  insert into job_events (at, job_id, from_status, to_status, action, actor, reason)
  select _now(), p_job.id, p_job.status, p_status, p_action, _caller(), p_reason
  where p_status <> p_job.status
$$;
comment on function baton._record_edit(baton.jobs, baton.step_plan[], text, text, text) is
  'Writes down who changed which steps by hand, and why.';
