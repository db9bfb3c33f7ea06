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
    case waiting.steps when 1 then '1 step waits for a person.'
      else format('%s steps wait for a person, in %s.',
        case when waiting.steps > 1000 then '1000 or more' else waiting.steps::text end,
        case waiting.jobs when 1 then '1 job' else format('%s jobs', waiting.jobs) end) end,
    'select * from baton.list_steps(''action_required'');'
  from (
    select count(*) as steps, count(distinct step.job_id) as jobs
    from (select job_id from step_rows where waits_for_person order by job_id desc,
      n desc limit 1001) as step
  ) as waiting
  where waiting.steps > 0
$$;
comment on function baton._health_of_steps() is
  'Checks for baton.health: steps without a sign of life, and steps that wait for a person.';
