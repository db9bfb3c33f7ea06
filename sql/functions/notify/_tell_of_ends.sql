create function baton._tell_of_ends(p_job_ids bigint[]) returns void
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
    select rule.name as rule, array_agg(job.id order by job.id) as jobs
    from unnest(p_job_ids) as ended (id)
    cross join lateral (select * from jobs where jobs.id = ended.id offset 0) as job
    join notifications as rule on rule.enabled and rule.kind in ('job_ended', 'retries_exhausted')
      and (rule.job_type is null or rule.job_type = job.job_type)
      and (rule.status is null or rule.status = job.status)
      and (rule.error_code is null or rule.error_code = job.error_code)
    where (rule.channel is not null or not coalesce(_is_telling(job.job_type), false))
      and (rule.kind = 'job_ended' or job.status = 'failed' and exists (
        select from step_rows as step
        where step.job_id = job.id and step.n = job.error_step and (step.error_type = 'RETRYABLE' or step.error_code = 'EXECUTOR_LOST')))
    group by rule.name
    order by rule.name
  loop
    perform _deliver(rule, told.organisation_ids, told.documents)
    from notifications as rule
    cross join (
      select array_agg(job.organisation_id order by job.id) as organisation_ids,
        array_agg(_job_notice(job) order by job.id) as documents
      from jobs as job
      where job.id = any (v.jobs)
    ) as told
    where rule.name = v.rule;
  end loop;
end
$$;
comment on function baton._tell_of_ends(bigint[]) is 'Notifications of jobs that have just ended.';
