-- Linear in the number of jobs: what is known of each is gathered by one aggregate, because without
-- hash joins (our callers turn them off) whatever is looked up in an array or a CTE for each job
-- reads all of it. Under the jobs' locks. p_status_reason (cancelled, deadline) is what jobs and
-- steps show, p_reason what a person said.
create function baton._cancel_jobs(p_job_ids bigint[], p_status_reason text, p_action text, p_actor text, p_reason text)
returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_jobs bigint[] := array(select id from jobs where id = any (p_job_ids) and status in ('draft', 'pending', 'in_progress'));
  v_swept step_ref[];
  v_running bigint[];
  v_each record;
  v_noted bigint[];
  v_secret bigint[];
begin
  v_swept := _sweep_steps(v_jobs, 'cancelled', p_status_reason, false);

  -- After the sweep: a claim that was just committing has its row in running by now.
  with stopped as (
    update running
    set stop_reason = coalesce(stop_reason, p_status_reason)
    where job_id = any (v_jobs)
    returning job_id
  )
  select coalesce(array_agg(distinct stopped.job_id), '{}') into v_running from stopped;
  perform _begin_jobs(v_running, 'claim', 'baton');   -- those whose claim had to pass over the job's lock

  -- By place, from the jobs: no plan may begin with all the timers there are. (Only we change them,
  -- under the jobs' locks.)
  delete from timers
  where timers.ctid = any (array(
    select timer.place
    from jobs as job
    cross join lateral (
      select timers.ctid as place
      from timers
      where timers.kind in ('run_at', 'deadline') and timers.due_at = any (array[job.run_at, job.deadline])
        and timers.job_id = job.id and timers.n = 0
      offset 0
    ) as timer
    where job.id = any (v_jobs)));

  select array_agg(each.id) as ids, array_agg(each.status) as statuses, array_agg(each.swept) as swept, array_agg(each.runs) as runs
  into v_each
  from (
    select noted.id, max(noted.status) as status, sum(noted.swept)::int as swept, bool_or(noted.runs) as runs
    from (
      select job.id, job.status, 0 as swept, false as runs from jobs as job where job.id = any (v_jobs)
      union all
      select swept.job_id, null, 1, false from unnest(v_swept) as swept
      union all
      select running, null, 0, true from unnest(v_running) as running
    ) as noted
    group by noted.id
  ) as each;
  with changed as (
    update jobs as job
    set status = case when each.runs then 'cancelling' else 'cancelled' end,
        status_reason = p_status_reason,
        open_steps = job.open_steps - each.swept,
        finished_at = case when each.runs then null else _now() end
    from unnest(v_each.ids, v_each.statuses, v_each.swept, v_each.runs) as each(id, status_before, swept, runs)
    where job.id = each.id
    returning job.id, each.status_before, job.status, job.batch_id, job.secret_names, job.job_type
  ), counted as (
    insert into job_changes (block, job_type, from_status, to_status, jobs)
    select changed.id / 1000, coalesce(changed.job_type, ''), changed.status_before,
      changed.status, count(*)
    from changed
    group by changed.id / 1000, changed.job_type, changed.status_before, changed.status
  ), told as (
    insert into job_events (at, job_id, from_status, to_status, action, actor, reason)
    select _now(), changed.id, changed.status_before, changed.status, p_action, p_actor, p_reason
    from changed
  )
  select array_agg(changed.id) filter (where changed.batch_id is not null or exists (select from notifications where enabled)),
    array_agg(changed.id) filter (where changed.secret_names is not null)
  into v_noted, v_secret
  from changed
  where changed.status = 'cancelled';
  if v_secret is not null then
    perform _erase_secrets(v_secret);
  end if;
  if v_noted is not null then
    perform _after_ends(v_noted);
  end if;

  if exists (select from unnest(v_jobs) as ended(id) cross join lateral (
      select from jobs where jobs.id = ended.id and jobs.one_active is not null and jobs.finished_at is not null offset 0) as job) then
    perform _give_up_turns(array(select id from jobs where id = any (v_jobs) and one_active is not null and finished_at is not null));
  end if;
  if cardinality(v_running) > 0 and _rings() and exists (select from executors where status in ('active', 'draining') and not poll_only) and _may_notify() then
    notify baton_control;
  end if;
end
$$;
comment on function baton._cancel_jobs(bigint[], text, text, text, text) is
  'Cancels those of the jobs that have not ended; the caller holds their locks.';
