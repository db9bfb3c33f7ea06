create function baton._tell_of_orphans(p_steps baton.step_ref[], p_reason text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v record;
begin
  for v in
    select rule.name as rule, job.id as job, job.organisation_id, definition.key, step.lost
    from unnest(p_steps) as recovered
    cross join lateral (select * from jobs where jobs.id = recovered.job_id offset 0) as job
    cross join lateral (select * from definition_steps where definition_steps.definition_id = job.definition_id and definition_steps.n = recovered.n offset 0) as definition
    cross join lateral (select * from step_rows where step_rows.job_id = recovered.job_id and step_rows.n = recovered.n offset 0) as step
    join notifications as rule on rule.enabled and rule.kind = 'orphan_recovered' and (rule.job_type is null or rule.job_type = job.job_type)
    where rule.channel is not null or not coalesce(_is_telling(job.job_type), false)
    order by job.id, recovered.n, rule.name
  loop
    perform _deliver(rule, v.organisation_id, _job_notice(job) || jsonb_build_object('step', v.key, 'lost_attempts', v.lost, 'reason', p_reason))
    from notifications as rule, jobs as job
    where rule.name = v.rule and job.id = v.job;
  end loop;
end
$$;
comment on function baton._tell_of_orphans(baton.step_ref[], text) is 'Notifications of steps that run again because their executor was lost.';
