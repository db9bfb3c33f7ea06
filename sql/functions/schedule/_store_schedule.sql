create function baton._store_schedule(p_name text, p_cron text, p_job_type text, p_parameters jsonb, p_overlap text,
  p_organisation_id text, p_subject text, p_priority int, p_role name) returns void
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_cron text := trim(regexp_replace(p_cron, E'\\s+', ' ', 'g'));
begin
  if p_name !~ '^[A-Za-z][A-Za-z0-9_.-]{0,46}$' or p_name is null then
    raise exception using errcode = 'BT102', message = 'the name of a schedule has up to 47 letters, digits, "_", "." and "-"',
      hint = 'A name begins with a letter, such as nightly-report.';
  elsif p_overlap not in ('skip', 'queue') or p_overlap is null then
    raise exception using errcode = 'BT102', message = 'overlap is none of skip, queue',
      hint = 'skip: no job while one of the schedule has not ended; queue: a job at each slot, one after another.';
  end if;
  perform _try_job(p_job_type, coalesce(p_parameters, '{}'), p_organisation_id, p_subject, p_priority);

  insert into schedules (name, cron, job_type, parameters, organisation_id, subject, priority, overlap, since, changed_by, entry_role)
  values (p_name, v_cron, p_job_type, coalesce(p_parameters, '{}'), p_organisation_id, p_subject, p_priority, p_overlap, _now(), _caller(), p_role)
  on conflict (name) do update
  set cron = excluded.cron, job_type = excluded.job_type, parameters = excluded.parameters, organisation_id = excluded.organisation_id,
      subject = excluded.subject, priority = excluded.priority, overlap = excluded.overlap, changed_by = excluded.changed_by,
      since = case when schedules.cron = excluded.cron then schedules.since else excluded.since end;
  insert into job_events (at, action, actor, reason)
  values (_now(), 'schedule_job ' || p_name, _caller(), format('%s: %s', v_cron, p_job_type));
end
$$;
comment on function baton._store_schedule(text, text, text, jsonb, text, text, text, int, name) is
  'The part of schedule_job() that needs the owner''s rights.';
