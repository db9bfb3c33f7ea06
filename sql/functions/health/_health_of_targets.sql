-- Only what is not well: jobs that Baton was to submit by itself, at the end of a batch or to tell
-- somebody, and could not, or that failed. Looks at the newest batches and failures only.
create function baton._health_of_targets(out name text, out status text, out message text, out fix text)
returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
#variable_conflict use_column
begin
  return query
    select 'batch ' || left(batch.name, 60), 'warning', format('The job for its end was refused: %s.', rtrim(batch.end_error, '.')),
      format('Correct what it names, then submit it: select baton.create_job(%L, ...);', batch.on_end_job_type)
    from (select * from batches order by id desc limit 1000) as batch
    where batch.end_error is not null and batch.ended_at > _now() - interval '7 days'
    order by batch.id desc
    limit 10;
  return query
    select 'notification ' || rule.name, 'warning',
      case when job_type.name is null then format('Its job type %s is not there, so nobody is told.', rule.target_job_type)
        when job_type.disabled_at is not null then format('Its job type %s is disabled, so nobody is told.', rule.target_job_type)
        else format('Its job type %s was defined by somebody else, so others than its webhook may be told.', rule.target_job_type) end,
      case
        when rule.webhook_url is not null then format('update baton.notifications set webhook_url = webhook_url where name = %L;', rule.name)
        when job_type.name is null then format('Define it, or: delete from baton.notifications where name = %L;', rule.name)
        else format('select baton.enable_job_type(%L); or: update baton.notifications set enabled = false where name = %L;', rule.target_job_type, rule.name)
      end
    from notifications as rule
    left join job_types as job_type on job_type.name = rule.target_job_type
    left join lateral (
      select definition.definition -> 'steps' as steps from definitions as definition where definition.id = job_type.definition_id offset 0
    ) as defined on rule.webhook_url is not null
    where rule.enabled and rule.target_job_type is not null
      and (job_type.name is null or job_type.disabled_at is not null
           or rule.webhook_url is not null and defined.steps is distinct from _webhook_steps(rule))
    order by rule.name;
  return query
    select 'notification ' || rule.name, 'warning',
      format('%s failed in the last 24 hours, last job %s (%s).',
        case count(*) when 1 then '1 delivery' else count(*) || ' deliveries' end, max(job.id),
        coalesce((array_agg(job.error_code order by job.id desc))[1], 'no error class')),
      format('See why: baton jobs show %s. Then: baton jobs retry %s', max(job.id), max(job.id))
    from (
      select distinct event.job_id
      from (select job_id from job_events where to_status = 'failed' and n is null order by job_id desc limit 1000) as event
    ) as failure
    join jobs as job on job.id = failure.job_id and job.status = 'failed' and job.finished_at > _now() - interval '1 day'
    join notifications as rule on rule.webhook_url is not null and rule.target_job_type = job.job_type
    group by rule.name
    order by rule.name;
end
$$;
comment on function baton._health_of_targets() is
  'Checks for baton.health: ends of batches that were refused, and notifications that reach '
  'nobody. No row where all is well.';
