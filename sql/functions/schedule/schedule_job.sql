-- With the rights of whoever calls it, because pg_cron runs an entry as the role that made it,
-- which must be able to log in.
create function baton.schedule_job(
  p_name text,
  p_cron text,
  p_job_type text,
  p_parameters jsonb default '{}',
  p_overlap text default 'skip',
  p_organisation_id text default null,
  p_subject text default null,
  p_priority int default null
) returns timestamptz
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_entry text := (_cron_fields(p_cron)).entry;
  v_missing text := _missing_for_cron();
  v_id bigint;
begin
  if v_missing is not null then
    raise exception using errcode = 'BT101', message = format('nothing can be scheduled: %s', v_missing),
      hint = 'A schedule is an entry of pg_cron, run as a role that can log in; baton doctor says what pg_cron lacks.';
  elsif _other_zone() is not null then
    raise exception using errcode = 'BT101',
      message = format('nothing can be scheduled: pg_cron goes by the time zone %s, and slots are GMT', _other_zone()),
      hint = 'Set cron.timezone = ''GMT'' in postgresql.conf and restart the server.';
  end if;
  perform _store_schedule(p_name, p_cron, p_job_type, p_parameters, p_overlap, p_organisation_id, p_subject, p_priority, current_user);
  perform _remove_entry(p_name);
  v_id := cron.schedule('baton: schedule ' || p_name, v_entry, format('select baton.run_schedule(%L)', p_name));
  perform _keep_entry(p_name, v_id, current_user);
  return _next_slot(p_cron, _now());
end
$$;
comment on function baton.schedule_job(text, text, text, jsonb, text, text, text, int) is
  'Submits a job at each slot of a cron text (in GMT), or changes the schedule of that name; '
  'returns the next slot. Overlap skip: no job while one of the schedule has not ended; queue: '
  'one at each slot, one after another. BT100: the cron text is wrong; BT101: pg_cron is not '
  'there for the caller; BT102: name or overlap; BT105: the entry belongs to another role; else '
  'the errors of an INSERT of such a job.';
