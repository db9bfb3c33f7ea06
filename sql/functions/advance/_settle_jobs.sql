-- Takes ended steps (each exactly once) off their jobs' counters; a job without open steps ends.
-- Under the jobs' locks.
create function baton._settle_jobs(p_ended baton.step_ref[], p_action text, p_actor text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_now timestamptz := _now();
  v_dated bigint[];   -- ended jobs that had a deadline
  v_noted bigint[];   -- and those that batches or notifications are interested in
  v_turns bigint[];   -- and those that others of their subject may have waited for
  v_secret bigint[];  -- and those that came with secrets
begin
  with counted as (
    select ended.job_id, count(*)::int as steps, count(step.warning)::int as warnings
    from unnest(p_ended) as ended
    join step_rows as step on step.job_id = ended.job_id and step.n = ended.n
    group by ended.job_id
  ), settled as (
    update jobs as job
    set open_steps = job.open_steps - counted.steps,
        warnings = job.warnings + counted.warnings,
        status = case
          when job.open_steps > counted.steps then job.status
          when job.status = 'cancelling' then 'cancelled'
          when job.failing then 'failed'
          else 'completed' end,
        finished_at = case when job.open_steps = counted.steps then v_now end,
        failed_at = case when job.open_steps = counted.steps and job.failing
          and job.status <> 'cancelling' then v_now end
    from counted
    where job.id = counted.job_id
    returning job.id, job.status, job.finished_at, job.deadline, job.started_at, job.batch_id,
      job.one_active, job.secret_names,
      job.job_type,
      case when job.status = 'cancelled' then 'cancelling' when job.started_at is null
        then 'pending' else 'in_progress' end
        as status_before
  ), kept as (
    insert into job_changes (block, job_type, from_status, to_status, jobs)
    select settled.id / 1000, coalesce(settled.job_type, ''), settled.status_before,
      settled.status, count(*)
    from settled
    where settled.finished_at is not null
    group by settled.id / 1000, settled.job_type, settled.status_before, settled.status
  ), told as (
    insert into job_events (at, job_id, from_status, to_status, action, actor)
    select v_now, settled.id, settled.status_before, settled.status, p_action, p_actor
    from settled
    where settled.finished_at is not null
  )
  select array_agg(settled.id) filter (where settled.deadline is not null), array_agg(settled.id) filter (where settled.batch_id is not null or exists (select from notifications where enabled)),
    array_agg(settled.id) filter (where settled.one_active is not null), array_agg(settled.id) filter (where settled.secret_names is not null)
  into v_dated, v_noted, v_turns, v_secret
  from settled
  where settled.finished_at is not null;

  if v_dated is not null then
    delete from timers   -- by place, from the jobs: no plan may begin with all the deadlines there are
    where timers.ctid = any (array(
      select timer.place
      from jobs as job
      cross join lateral (
        select timers.ctid as place
        from timers
        where timers.kind = 'deadline' and timers.due_at = job.deadline and timers.job_id = job.id and timers.n = 0
        offset 0
      ) as timer
      where job.id = any (v_dated)));
  end if;
  if v_secret is not null then
    perform _erase_secrets(v_secret);
  end if;
  if v_turns is not null then
    perform _give_up_turns(v_turns);
  end if;
  if v_noted is not null then
    perform _after_ends(v_noted);
  end if;
end
$$;
comment on function baton._settle_jobs(baton.step_ref[], text, text) is
  'Counts ended steps off their jobs and ends those jobs that have no open step left.';
