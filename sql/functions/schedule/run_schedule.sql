-- What the entries of pg_cron call. Which slot it is for is computed, not told, so an entry that fires twice or a second late
-- means the same slot; the schedule's row is locked, and the slot's row says that it is done. The job's idempotency key
-- says it once more, and to everybody who looks at the job.
create function baton.run_schedule(p_name text, p_slot timestamptz default null) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_schedule schedules;
  v_slot timestamptz;
  v_done schedule_slots;
begin
  perform _require_schedule(p_name);
  select * into v_schedule from schedules where name = p_name for no key update;
  v_slot := coalesce(p_slot, _last_slot(v_schedule.cron, _now()));
  if p_slot is not null and (p_slot > _now() or _last_slot(v_schedule.cron, p_slot) is distinct from p_slot) then
    raise exception using errcode = 'BT104', message = format('%s is no slot of schedule %s that has come', _slot_text(p_slot), p_name),
      hint = format('select slot from baton.missed_slots where name = %L lists those that were missed.', p_name);
  elsif _on_hold() or p_slot is null and v_slot <= v_schedule.since then
    return null;
  end if;

  select * into v_done from schedule_slots where schedule = p_name and slot = v_slot;
  if v_done.outcome in ('job', 'skipped') then
    return v_done.job_id;
  end if;
  v_done := _fill_slot(v_schedule, v_slot);
  insert into schedule_slots as had values (v_done.*)
  on conflict (schedule, slot) do update
  set outcome = excluded.outcome, job_id = excluded.job_id, reason = excluded.reason, at = excluded.at;
  update schedules set last_job_id = v_done.job_id where name = p_name and v_done.job_id is not null;
  delete from schedule_slots
  where schedule = p_name and slot in (
    select old.slot from schedule_slots as old
    where old.schedule = p_name and old.slot < _now() - interval '31 days' order by old.slot limit 100);
  return v_done.job_id;
end
$$;
comment on function baton.run_schedule(text, timestamptz) is
  'Submits the job of a schedule''s last slot, or of a slot that was missed, unless the slot has been dealt with; returns the job''s id, or null where it was skipped or refused. '
  'pg_cron calls it. BT103: no such schedule; BT104: no slot of it.';
