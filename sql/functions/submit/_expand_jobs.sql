-- After each statement: the steps of all its new jobs, whatever their number, in a handful of
-- set-wise statements. A step that may start at once goes to the queue here, so a one-step job
-- costs one row in jobs, step_rows and ready.
create or replace function baton._expand_jobs() returns trigger
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
-- New jobs and definitions meet by hash: either may be many; look-ups by key are laterals
set enable_nestloop = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_new record;
  v_settings record;
  v_special record;
  v_expanded record;
  v_missing text;
begin
  select count(*) as jobs, bool_or(auto_start and run_at > created_at) as scheduled,
         bool_or(deadline is not null) as deadlines, bool_or(batch_id is not null) as batched,
         max(created_at) as youngest,
         array_agg(distinct job_type collate "C") filter (where job_type is not null) as job_types,
         array_agg(distinct definition_id) filter (where job_type is null) as graphs
  into v_new
  from new_jobs;
  -- Asked in any case: what was counted for rows that met a conflict must not count for the next
  -- statement.
  if baton._restored(v_new.jobs, v_new.youngest >= statement_timestamp()) then
    if exists (select from new_jobs where finished_at is null) then
      perform baton._hold_restored();
    end if;
    return null;
  elsif v_new.jobs = 0 then
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

  with sources as materialized (   -- by a job type's name, or of a graph of its own by its id: never by what looks like one
    select u.name as job_type, 0::bigint as graph, t.definition_id, t.step_count as steps,
           t.disabled_at is not null as disabled, t.required_parameters <> '{}' as required, t.one_active
    from unnest(v_new.job_types) as u (name)
    left join lateral (select * from baton.job_types as t where t.name = u.name offset 0) as t on true
    union all
    select '', u.id, u.id, null, false, null, null
    from unnest(v_new.graphs) as u (id)
  ), facts as materialized (   -- narrow, and once per definition instead of once per job
    select f.*,
           n, lane, cardinality(parents) as parents, parents = '{}' as first,
           parents = '{}' and (kind = 'manual' or when_condition is not null) as special
    from sources as f
    cross join lateral (select * from baton.definition_steps as s where s.definition_id = f.definition_id offset 0) as step
  ), placed as materialized (
    select job_id, priority, n, lane, parents, status_reason,
           case when opens then nextval('baton.ready_id') end as ready_id,
           opens or wakes as wakes, special, required, changed, one_active
    from (
      select j.id as job_id, j.priority, f.n, f.lane, f.parents, f.special, f.required, f.one_active,
             -- Rows say which definition they found, but anybody could have made them say so.
             j.definition_id <> f.definition_id or j.total_steps <> f.steps or f.disabled as changed,
             f.first and not f.special and j.auto_start and not coalesce(j.run_at > j.created_at, false)
               and f.one_active is distinct from 'wait' as opens,
             -- An idle executor that does not know of it would come too late.
             case when j.auto_start and j.run_at > j.created_at and f.first
               then j.run_at < baton._now() + v_settings.idle_poll end as wakes,
             case when not j.auto_start then 'draft'
                  when j.run_at > j.created_at and f.first then 'scheduled'
                  else 'dependencies' end as status_reason
      from new_jobs j
      join facts f on f.job_type = coalesce(j.job_type, '') and f.graph = case when j.job_type is null then j.definition_id else 0 end
      order by j.id, f.n
    ) as ordered
  ), queued as (
    insert into baton.ready (lane, priority, id, job_id, n)
    select lane, priority, ready_id, job_id, n
    from placed
    where ready_id is not null
  ), counted as (
    insert into baton.job_changes (block, job_type, to_status, jobs)
    select j.id / 1000, coalesce(j.job_type, ''), j.status, count(*)
    from new_jobs j
    group by j.id / 1000, j.job_type, j.status
  ), waiting as (
    insert into baton.step_rows (job_id, n, status, status_reason, open_dependencies, ready_id)
    select job_id, n,
           case when ready_id is null then 'pending' else 'ready' end,
           case when ready_id is null then status_reason end,
           parents, ready_id
    from placed
  )
  select array_agg(distinct lane) filter (where wakes) as lanes, bool_or(special) as special,
         bool_or(required) as required,
         bool_or(changed) or exists (select from sources where definition_id is null) as changed,
         bool_or(one_active is not null) as takes_turns
  into v_expanded
  from placed;

  if v_expanded.changed then
    perform baton._correct_jobs(array(select id from new_jobs));
  end if;
  if v_expanded.required then
    select needed.parameter into v_missing
    from (select distinct t.name as job_type, unnest(t.required_parameters) as parameter
          from unnest(v_new.job_types) as u (name)
          cross join lateral (select * from baton.job_types as t where t.name = u.name offset 0) as t) as needed
    join new_jobs j using (job_type)
    where j.parameters ->> needed.parameter is null
    limit 1;
    if found then
      perform baton._refuse_missing(v_missing);
    end if;
  end if;

  if v_new.batched then
    perform baton._name_batches(array(select id from new_jobs where batch_id is not null));
  end if;
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

  if v_expanded.takes_turns then
    perform baton._enter_turns(array(select id from new_jobs order by id));
  end if;

  -- First steps that wait for a person or depend on a condition.
  if v_expanded.special then
    select array_agg(j.id order by j.id, s.n) as jobs, array_agg(s.n order by j.id, s.n) as ns into v_special
    from new_jobs j
    left join lateral (select * from baton.job_types as t where t.name = j.job_type offset 0) as t on true
    cross join lateral (
      select s.n
      from baton.definition_steps as s
      where s.definition_id = coalesce(t.definition_id, j.definition_id)
        and s.parents = '{}' and (s.kind = 'manual' or s.when_condition is not null)
      offset 0) as s
    where j.auto_start and not coalesce(j.run_at > j.created_at, false);
    if v_special.jobs is not null then
      perform baton._open_steps(v_special.jobs, v_special.ns);
      perform baton._ring_work();
      return null;
    end if;
  end if;
  if v_expanded.lanes is not null then
    perform baton._ring_work(v_expanded.lanes);
  end if;
  return null;
end
$$;
