-- Steps that wait for somebody.
create function baton._health_of_steps(out name text, out status text, out message text, out fix text)
returns setof record
language sql stable security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select
    'orphans',
    case when counted.n > 0 then 'warning' else 'ok' end,
    case when counted.n > 0
      then format('%s no sign of life, such as step %s of job %s.',
             case counted.n when 1 then '1 running step shows' else format('%s running steps show', counted.n) end,
             counted.step, counted.job)
      else 'Every running step shows signs of life.' end,
    case when counted.n > 0
      then 'See baton.orphaned_steps; select baton.recover_orphans(''stuck''); takes them back.' end
  from (
    select count(*) as n, min(job_id) as job, (array_agg(step_key order by job_id))[1] as step
    from orphaned_steps
  ) as counted
  union all
  select
    'people',
    'ok',
    case sum(action_required) when 1 then '1 step waits for a person.'
      else format('%s steps wait for a person, in %s.', sum(action_required),
             case count(*) when 1 then '1 job' else format('%s jobs', count(*)) end) end
      || ' (Of the newest 10,000 jobs.)',
    'select * from baton.step_overview where status = ''action_required'';'
  from (
    select (
      select count(*) from step_rows as step where step.job_id = job.id and step.status = 'action_required'
    ) as action_required
    from (
      -- No index knows the open jobs: it would cost every job. So this does not grow with them.
      select id, status from jobs order by id desc limit 10000
    ) as job
    where job.status = 'in_progress'
  ) as waiting
  where action_required > 0
  having count(*) > 0
$$;
comment on function baton._health_of_steps() is 'Checks for baton.health: steps without a sign of life, and steps that wait for a person.';
