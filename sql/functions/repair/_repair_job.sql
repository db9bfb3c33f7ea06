create function baton._repair_job(p_job_id bigint) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_job jobs;
  v_open int;
  v_last record;
  v_swept step_ref[];
  v_count int := 0;
begin
  select * into v_job from jobs where id = p_job_id and status in ('pending', 'in_progress', 'cancelling');
  if not found then   -- the repair of its steps has ended it
    return 0;
  end if;
  select count(*) into v_open
  from step_rows where job_id = p_job_id and status not in ('completed', 'failed', 'skipped', 'cancelled');
  if v_open <> v_job.open_steps then
    update jobs set open_steps = v_open where id = p_job_id;
    perform _note_repair(p_job_id, null, 'its open steps were counted wrongly');
    v_count := v_count + 1;
  end if;
  if v_open = 0 then   -- its last step is taken off once more
    select step.n, step.warning into v_last from step_rows as step where step.job_id = p_job_id order by step.finished_at desc nulls last limit 1;
    update jobs set open_steps = 1, warnings = warnings - (v_last.warning is not null)::int where id = p_job_id;
    if v_last.n is not null then
      perform _settle_jobs(array[row(p_job_id, v_last.n)::step_ref], 'repair', 'baton');
      perform _note_repair(p_job_id, null, 'all its steps had ended, and it had not');
      return v_count + 1;
    end if;
  end if;
  if v_job.status = 'cancelling' then
    if not exists (select from running where running.job_id = p_job_id) then
      v_swept := _sweep_steps(array[p_job_id], 'cancelled', coalesce(v_job.status_reason, 'cancelled'), false);
      perform _settle_jobs(v_swept, 'repair', 'baton');
      perform _note_repair(p_job_id, null, 'it was being cancelled, and nothing of it ran');
      v_count := v_count + 1;
    end if;
    return v_count;
  end if;

  insert into timers (due_at, job_id, n, kind)
  select v_job.deadline, p_job_id, 0, 'deadline'
  where v_job.deadline is not null
  on conflict do nothing;
  if found then
    perform _note_repair(p_job_id, null, 'the time of its deadline was missing');
    v_count := v_count + 1;
  end if;
  if exists (select from step_rows where job_id = p_job_id and status = 'pending' and open_dependencies = 0) and _waits_for_nothing(v_job) then
    if v_job.run_at > _now() then
      insert into timers (due_at, job_id, n, kind) values (v_job.run_at, p_job_id, 0, 'run_at');
    elsif v_job.one_active is not null and not exists (select from turns where turns.job_id = p_job_id and turns.active) then
      perform _line_up(array[p_job_id]);
    else
      perform _open_waiting(array[p_job_id]);
    end if;
    perform _note_repair(p_job_id, null, 'nothing would have looked at it any more');
    v_count := v_count + 1;
  end if;
  return v_count;
end
$$;
comment on function baton._repair_job(bigint) is
  'Repairs a job''s own counters and times; returns how much was repaired. Under the job''s lock.';
