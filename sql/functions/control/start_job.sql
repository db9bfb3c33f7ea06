create function baton.start_job(p_job_id bigint) returns text
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_job jobs;
begin
  perform _at_read_committed();
  v_job := _lock_job(p_job_id);
  if v_job.status <> 'draft' then
    raise exception using errcode = 'BT050',
      message = format('job %s is not a draft: it is %s', p_job_id, v_job.status),
      hint = 'Only drafts (auto_start false) are started; retry_job() runs an ended job again.';
  end if;
  update jobs set status = 'pending' where id = p_job_id;
  perform _count_job(v_job, 'pending');
  insert into job_events (at, job_id, from_status, to_status, action, actor)
  values (_now(), p_job_id, 'draft', 'pending', 'start_job', _caller());

  if v_job.one_active = 'reject' then
    perform _take_subjects(array[p_job_id]);
  elsif v_job.one_active = 'wait' and not coalesce(v_job.run_at > _now(), false) then
    perform _line_up(array[p_job_id]);
  end if;

  if v_job.run_at > _now() then
    insert into timers (due_at, job_id, n, kind) values (v_job.run_at, p_job_id, 0, 'run_at');
    update step_rows set status_reason = case when open_dependencies = 0 then 'scheduled' else 'dependencies' end
    where job_id = p_job_id and status = 'pending';
  elsif _open_waiting(array[p_job_id]) > 0 then
    perform _ring_work();
  end if;
  return (select status from jobs where id = p_job_id);
end
$$;
comment on function baton.start_job(bigint) is
  'Starts a draft and returns the job''s status. BT070: no such job; BT050: it is not a draft; '
  'BT084: another job of its subject is active.';
