-- Whether anybody is there to run steps, and who went without a word.
create function baton._health_of_executors(out name text, out status text, out message text, out fix text)
returns setof record
language sql stable security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  with counted as (
    select
      count(*) filter (where alive and status = 'active') as active,
      count(*) filter (where alive and status = 'draining') as draining,
      coalesce(sum(slots) filter (where alive and status = 'active'), 0) as slots,
      coalesce(sum(least(running, slots)) filter (where alive), 0) as running   -- more are claimed where steps end quickly
    from executor_status
  )
  select
    'executors',
    case
      when active > 0 then 'ok'
      when exists (select from ready) or exists (select from timers) then 'problem'
      else 'warning'
    end,
    case
      when active > 0
      then format('%s alive with %s slots, %s of them busy.',
             case active when 1 then '1 executor is' else format('%s executors are', active) end, slots, running)
      when draining > 0 then format('%s draining and no other executor is alive.',
             case draining when 1 then '1 executor is' else format('%s executors are', draining) end)
      else 'No executor is alive.'
    end,
    case when active = 0 then 'Start one: baton executor --commands DIR' end
  from counted
  union all
  select
    'lost executor',
    'warning',
    format('Executor %s on %s (pid %s) has missed %s ticks; it was last seen %s ago and holds %s attempts.',
      name, host, pid, missed_ticks, _length_text(seen_age), running),
    'Its attempts are taken back by themselves; start it again, or look why it died.'
  from (
    select *
    from executor_status
    where executor_status.status in ('active', 'draining') and not alive
    order by seen_at desc
    limit 20
  ) as lost
  union all
  select
    'unkillable process',
    'warning',
    format('Process %s (%s, user %s) on %s still runs: attempt %s of step "%s" of job %s has '
        'ended, and executor %s could not kill it.',
      pid, command, user_name, host, attempt, step_key, job_id, executor),
    format('On %s, as root: kill -9 %s; a process that hangs in the kernel needs what it waits '
        'for, or a restart of the machine.', host, pid)
  from (
    select *
    from unkillable_processes
    order by seen_at desc
    limit 20
  ) as survivors
$$;
comment on function baton._health_of_executors() is
  'Checks for baton.health: who is there to run steps, and which executors have lost their lease.';
