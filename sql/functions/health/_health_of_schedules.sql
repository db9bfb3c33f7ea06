-- Only what is not well. With the caller's rights, because entries of pg_cron are shown to their
-- role and to superusers only.
create function baton._health_of_schedules(out name text, out status text, out message text, out fix text)
returns setof record
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_now constant timestamptz := _now();
  v_schedule record;
begin
  status := 'warning';
  if _other_zone() is not null and exists (select from schedules) then
    name := 'schedules';
    message := format('pg_cron goes by the time zone %s, and slots are GMT: calls at other times give no job.', _other_zone());
    fix := 'Set cron.timezone = ''GMT'' in postgresql.conf and restart the server.';
    return next;
  end if;
  for v_schedule in
    select schedule.name, schedule.cron, schedule.job_type, schedule.last_job_id,
      schedule.off_at, schedule.off_slot,
      _schedule_entry(schedule.name, schedule.entry_id, schedule.entry_role, schedule.cron) as entry,
      job.status as last_job_status, missed.slots as missed, missed.last_slot, refused.reason
    from schedules as schedule
    left join jobs as job on job.id = schedule.last_job_id
    cross join lateral (
      select count(*) as slots, max(slot.slot) as last_slot
      from _slots(schedule.cron, greatest(schedule.since, v_now - interval '1 day'), v_now - interval '1 minute') as slot (slot)
      left join schedule_slots as done on done.schedule = schedule.name and done.slot = slot.slot
      where done.outcome is null or done.outcome = 'refused'
    ) as missed
    left join schedule_slots as refused
      on refused.schedule = schedule.name and refused.slot = missed.last_slot and refused.outcome = 'refused'
    order by schedule.name
  loop
    name := 'schedule ' || v_schedule.name;
    if v_schedule.entry ~ '^(missing|switched off|altered|dead|failing)' then
      message := format('Its entry of pg_cron is %s.', rtrim(split_part(v_schedule.entry, ':', 1), '.'));
      fix := case
        when v_schedule.entry like 'switched off: %' then substr(v_schedule.entry, length('switched off: ') + 1) || ';'
        when v_schedule.entry like 'failing: %' then format('pg_cron says: %s', substr(v_schedule.entry, length('failing: ') + 1))
        when v_schedule.entry like 'missing: pg_cron%' then 'Install pg_cron and run "baton migrate", then make the schedule again.'
        else format('Make it again with select baton.schedule_job(%L, %L, %L, ...), as a role that can log in.', v_schedule.name, v_schedule.cron, v_schedule.job_type)
      end;
      return next;
    end if;
    if v_schedule.missed > 0 then
      message := format('%s of the last 24 hours gave no job, last %s%s.',
        case v_schedule.missed when 1 then '1 slot' else v_schedule.missed || ' slots' end, _time_text(v_schedule.last_slot),
        coalesce(' (' || rtrim(v_schedule.reason, '.') || ')',
          ', and pg_cron called it ' || _length_text(v_schedule.off_at - v_schedule.off_slot)
            || ' after the slot ' || to_char(v_schedule.off_slot at time zone 'utc', 'HH24:MI') || ' UTC',
          ', because nothing called it'));
      fix := case when v_schedule.reason is null and v_schedule.off_at is not null
        then 'Slots are GMT. Set cron.timezone = ''GMT'' in postgresql.conf and restart the server, or correct its clock. '
        else '' end || format('To make up for one: select baton.run_schedule(%L, slot) from baton.missed_slots where name = %L order by slot desc limit 1;',
        v_schedule.name, v_schedule.name);
      return next;
    end if;
    if v_schedule.last_job_status = 'failed' then
      message := format('Its last job, %s, failed.', v_schedule.last_job_id);
      fix := format('See why: baton jobs show %s. Then: baton jobs retry %s', v_schedule.last_job_id, v_schedule.last_job_id);
      return next;
    end if;
  end loop;
end
$$;
comment on function baton._health_of_schedules() is
  'Checks for baton.health: schedules whose entry of pg_cron does not work, that missed slots, or '
  'whose last job failed. No row where all is well.';
