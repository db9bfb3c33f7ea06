-- After each statement: the steps of all its new jobs, whatever their number, in a handful of set-wise
-- statements. A step that may start at once goes to the queue here, so a one-step job costs one row in
-- jobs, step_rows and ready.
create or replace function baton._expand_jobs() returns trigger
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_nestloop = off   -- new jobs and definitions meet by hash: either may be many; look-ups by key are laterals
set enable_mergejoin = off
set jit = off
as $$
declare
  v_new record;
  v_settings record;
  v_special record;
  v_lanes int[];
begin
  select count(*) as jobs, bool_or(auto_start and run_at > created_at) as scheduled,
         bool_or(deadline is not null) as deadlines, array_agg(distinct definition_id) as definitions
  into v_new
  from new_jobs;
  if v_new.jobs = 0 or baton._restored(v_new.jobs) then
    return null;
  end if;
  select max_jobs_per_statement as jobs, max_parameters_depth as depth, idle_poll into v_settings
  from baton.settings;
  if v_new.jobs > v_settings.jobs then
    raise exception using errcode = 'BT019', message = format('%s jobs in one statement are too many', v_new.jobs),
      hint = 'Insert them in several statements, or raise settings.max_jobs_per_statement.';
  end if;
  if v_settings.depth < 64 then   -- _prepare_job relies on this
    perform baton._check_parameters(parameters) from new_jobs;
  end if;

  with facts as materialized (   -- narrow, and once per definition instead of once per job
    select definition_id, n, lane, cardinality(parents) as parents, parents = '{}' as first,
           parents = '{}' and kind <> 'manual' and when_condition is null as opens
    from unnest(v_new.definitions) as used (id)
    cross join lateral (select * from baton.definition_steps as s where s.definition_id = used.id offset 0) as step
  ), placed as materialized (
    select job_id, priority, n, lane, parents, status_reason,
           case when opens then nextval('baton.ready_id') end as ready_id,
           opens or wakes as wakes
    from (
      select j.id as job_id, j.priority, f.n, f.lane, f.parents,
             f.opens and j.auto_start and not coalesce(j.run_at > j.created_at, false) as opens,
             -- An idle executor that does not know of it would come too late.
             case when j.auto_start and j.run_at > j.created_at and f.first
               then j.run_at < baton._now() + v_settings.idle_poll end as wakes,
             case when not j.auto_start then 'draft'
                  when j.run_at > j.created_at and f.first then 'scheduled'
                  else 'dependencies' end as status_reason
      from new_jobs j
      join facts f on f.definition_id = j.definition_id
      order by j.id, f.n
    ) as ordered
  ), queued as (
    insert into baton.ready (lane, priority, id, job_id, n)
    select lane, priority, ready_id, job_id, n
    from placed
    where ready_id is not null
  ), waiting as (
    insert into baton.step_rows (job_id, n, status, status_reason, open_dependencies, ready_id)
    select job_id, n,
           case when ready_id is null then 'pending' else 'ready' end,
           case when ready_id is null then status_reason end,
           parents, ready_id
    from placed
  )
  select array_agg(distinct lane) into v_lanes
  from placed
  where wakes;

  if v_new.scheduled then
    insert into baton.timers (due_at, job_id, n, kind)
    select run_at, id, 0, 'run_at'
    from new_jobs
    where auto_start and run_at > created_at;
  end if;
  if v_new.deadlines then
    insert into baton.timers (due_at, job_id, n, kind)
    select deadline, id, 0, 'deadline'
    from new_jobs
    where deadline is not null;
  end if;

  -- First steps that wait for a person or depend on a condition.
  if exists (select
             from unnest(v_new.definitions) as used (id)
             cross join lateral (
               select from baton.definition_steps as s
               where s.definition_id = used.id and s.parents = '{}' and (s.kind = 'manual' or s.when_condition is not null)
               offset 0) as special) then
    select array_agg(j.id order by j.id, s.n) as jobs, array_agg(s.n order by j.id, s.n) as ns into v_special
    from new_jobs j
    cross join lateral (
      select s.n
      from baton.definition_steps as s
      where s.definition_id = j.definition_id and s.parents = '{}' and (s.kind = 'manual' or s.when_condition is not null)
      offset 0) as s
    where j.auto_start and not coalesce(j.run_at > j.created_at, false);
    if v_special.jobs is not null then
      perform baton._open_steps(v_special.jobs, v_special.ns);
      perform baton._ring_work();
      return null;
    end if;
  end if;
  if v_lanes is not null then
    perform baton._ring_work(v_lanes);
  end if;
  return null;
end
$$;
