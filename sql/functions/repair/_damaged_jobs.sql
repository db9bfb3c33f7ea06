-- Of these open jobs, those of which something is missing that their rows imply. One statement, one
-- snapshot: whatever moves a step writes all of it in one transaction, so that nothing looks
-- damaged that is only under way.
create function baton._damaged_jobs(p_jobs bigint[]) returns setof bigint
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  return query
  select job.id
  from unnest(p_jobs) as given(id)
  cross join lateral (select * from jobs where jobs.id = given.id offset 0) as job
  cross join lateral (
    select bool_or(_damage(step.*, job.priority, definition.lane, definition.parents) is not null) as is_damaged,
      count(*) filter (where step.status not in ('completed', 'failed', 'skipped', 'cancelled')) as open,
      bool_or(step.status = 'pending' and step.open_dependencies = 0) as may_open
    from step_rows as step
    join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
    where step.job_id = job.id
    offset 0
  ) as seen
  where job.status in ('pending', 'in_progress', 'cancelling')
    and (seen.is_damaged or seen.open is distinct from job.open_steps or seen.open = 0
      or seen.may_open and job.status <> 'cancelling' and _waits_for_nothing(job.*)
      or job.status = 'cancelling' and not exists (select from running where running.job_id = job.id offset 0)
      or job.deadline is not null and job.status <> 'cancelling' and not exists (
        select from timers
        where timers.kind = 'deadline' and timers.due_at = job.deadline and timers.job_id = job.id and timers.n = 0 offset 0));
end
$$;
comment on function baton._damaged_jobs(bigint[]) is
  'Those of the jobs of which something is missing that their other rows imply.';
