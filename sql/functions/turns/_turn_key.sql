-- The length tells where the organisation ends, and a job type has no blank. After "schedule" and a
-- blank no subject's key has a letter, with which a schedule's name begins.
create function baton._turn_key(p_job baton.jobs) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select case p_job.one_active
    when 'schedule' then 'schedule ' || p_job.schedule
    else concat_ws(' ', p_job.job_type,
      coalesce(length(p_job.organisation_id) || ' ' || p_job.organisation_id, '-'), p_job.subject)
    end
$$;
comment on function baton._turn_key(baton.jobs) is
  'Of what one job is active: job type, organisation and subject as one text, or the schedule.';
