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
    select rule.name as rule, array_agg(job.organisation_id order by job.id, recovered.n) as organisation_ids,
      array_agg(job.id order by job.id, recovered.n) as jobs,
      array_agg(jsonb_build_object('step', definition.key, 'lost_attempts', step.lost, 'reason', p_reason)
        order by job.id, recovered.n) as parts
    from unnest(p_steps) as recovered
    cross join lateral (select * from jobs where jobs.id = recovered.job_id offset 0) as job
    cross join lateral (select * from definition_steps where definition_steps.definition_id = job.definition_id and definition_steps.n = recovered.n offset 0) as definition
    cross join lateral (select * from step_rows where step_rows.job_id = recovered.job_id and step_rows.n = recovered.n offset 0) as step
    join notifications as rule on rule.enabled and rule.kind = 'orphan_recovered' and (rule.job_type is null or rule.job_type = job.job_type)
    where rule.channel is not null or not coalesce(_is_telling(job.job_type), false)
    group by rule.name
    order by rule.name
  loop
    perform _deliver(rule, v.organisation_ids, array(
      select _job_notice(job) || given.part
      from unnest(v.jobs, v.parts) with ordinality as given(id, part, place)
      join jobs as job on job.id = given.id
      order by given.place))
    from notifications as rule
    where rule.name = v.rule;
  end loop;
end
$$;
comment on function baton._tell_of_orphans(baton.step_ref[], text) is
  'Notifications of steps that run again because their executor was lost.';
