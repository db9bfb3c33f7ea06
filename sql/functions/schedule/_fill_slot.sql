-- Under the schedule's lock. What an INSERT refuses (a job type that was disabled, a parameter that
-- a new version requires) is kept as the slot's outcome, where people look; raised, it would only
-- be in pg_cron's records. One job of a schedule is active at a time: a job whose type takes no
-- turns lines up with the others of the schedule, and so it does again when it is retried.
create function baton._fill_slot(p_schedule baton.schedules, p_slot timestamptz, p_skips boolean)
returns baton.schedule_slots
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_key text := format('baton:schedule %s %s', p_schedule.name, _slot_text(p_slot));
  v_open bigint := case when p_skips then _open_schedule_job(p_schedule) end;
  v_lines_up boolean := (select one_active is null from job_types where name = p_schedule.job_type);
  v_job bigint;
begin
  if v_open is not null then
    return (p_schedule.name, p_slot, 'skipped', null, format('job %s had not ended', v_open), _now())::schedule_slots;
  end if;
  v_job := (   -- the schedule was removed and made again since
    select id from jobs
    where idempotency_key = v_key and organisation_id is not distinct from p_schedule.organisation_id);
  if v_job is not null then
    return (p_schedule.name, p_slot, 'job', v_job, null, _now())::schedule_slots;
  end if;
  insert into jobs (job_type, parameters, organisation_id, subject, priority, auto_start)
  values (p_schedule.job_type, p_schedule.parameters, p_schedule.organisation_id, p_schedule.subject,
    p_schedule.priority, not v_lines_up)
  returning id into v_job;
  if v_lines_up then
    update jobs
    set schedule = p_schedule.name, idempotency_key = v_key, one_active = 'schedule', auto_start = true, status = 'pending'
    where id = v_job;
    insert into job_changes (block, job_type, from_status, to_status, jobs)
    values (v_job / 1000, p_schedule.job_type, 'draft', 'pending', 1);
    update step_rows set status_reason = 'dependencies' where job_id = v_job;
    perform _line_up(array[v_job]);
  else
    update jobs set schedule = p_schedule.name, idempotency_key = v_key where id = v_job;
  end if;
  return (p_schedule.name, p_slot, 'job', v_job, null, _now())::schedule_slots;
exception
  -- Not what passes by itself: connections, resources, shutdown, locks.
  when others then
    if left(sqlstate, 2) in ('08', '40', '53', '57', '58', 'XX') or sqlstate = '55P03' then
      raise;
    end if;
    return (p_schedule.name, p_slot, 'refused', null, left(sqlstate || ': ' || sqlerrm, 1000), _now())::schedule_slots;
end
$$;
comment on function baton._fill_slot(baton.schedules, timestamptz, boolean) is
  'Submits the job of a slot, or says why there is none.';
