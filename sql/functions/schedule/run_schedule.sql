-- What the entries of pg_cron call. Which slot it is for is computed, not told, so an entry that
-- fires twice or a second late means the same slot; the schedule's row is locked, and the slot's
-- row says that it is done. The job's idempotency key says it once more, and to everybody who looks
-- at the job. A call long after the last slot is no call for it: pg_cron goes by another time zone,
-- or the clock jumped. That slot has been counted as missed, so it gives no job now, and health
-- says what came when. (Time zones are quarters of an hour apart.)
create function baton.run_schedule(p_name text, p_slot timestamptz default null) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  c_latest constant interval := '10 minutes';
  v_schedule schedules;
  v_slot timestamptz;
  v_done schedule_slots;
begin
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  perform _require_schedule(p_name);
  select * into v_schedule from schedules where name = p_name for no key update;
  v_slot := coalesce(p_slot, _last_slot(v_schedule.cron, _now()));
  if p_slot is not null and (p_slot not between v_schedule.since - interval '10 years' and _now() or _last_slot(v_schedule.cron, p_slot) is distinct from p_slot) then
    raise exception using errcode = 'BT104', message = format('%s is no slot of schedule %s that has come', _slot_text(p_slot), p_name),
      hint = format('The last one before it: select baton.run_schedule(%L, %L)', p_name,
        replace(_slot_text(_last_slot(v_schedule.cron, least(p_slot, _now()))), ' GMT', '+00'));
  elsif _on_hold() then
    return null;
  end if;

  select * into v_done from schedule_slots where schedule = p_name and slot = v_slot;
  if v_done.outcome = 'job' or v_done.outcome = 'skipped' and p_slot is null then
    return v_done.job_id;
  elsif p_slot is null and v_slot < _now() - c_latest then
    update schedules set off_at = _now(), off_slot = v_slot where name = p_name;
    return null;
  elsif p_slot is null and v_slot <= v_schedule.since then
    return null;
  end if;
  v_done := _fill_slot(v_schedule, v_slot, v_schedule.overlap = 'skip' and p_slot is null);
  insert into schedule_slots as had values (v_done.*)
  on conflict (schedule, slot) do update
  set outcome = excluded.outcome, job_id = excluded.job_id, reason = excluded.reason, at = excluded.at;
  update schedules
  set last_job_id = case
        when v_done.job_id is not null and not exists (
          select from schedule_slots as later
          where later.schedule = p_name and later.slot > v_slot and later.outcome = 'job') then v_done.job_id
        else last_job_id end,
      off_at = case when p_slot is not null then off_at end,
      off_slot = case when p_slot is not null then off_slot end
  where name = p_name;
  delete from schedule_slots
  where schedule = p_name and slot in (
    select old.slot from schedule_slots as old
    where old.schedule = p_name and old.slot < _now() - interval '31 days' order by old.slot limit 100);
  return v_done.job_id;
end
$$;
comment on function baton.run_schedule(text, timestamptz) is
  'Submits the job of a schedule''s last slot, unless the slot has been dealt with; returns the '
  'job''s id, or null where it was skipped or refused. pg_cron calls it. With p_slot: that slot '
  'gives its job now, also where it was missed or skipped; it waits for its turn where other jobs '
  'of the schedule have not ended. BT103: no such schedule; BT104: no slot of it.';
