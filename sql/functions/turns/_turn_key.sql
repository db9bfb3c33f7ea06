-- The length tells where the organisation ends, and a job type has no blank.
create function baton._turn_key(p_job_type text, p_organisation_id text, p_subject text) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select concat_ws(' ', p_job_type, coalesce(length(p_organisation_id) || ' ' || p_organisation_id, '-'), p_subject)
$$;
comment on function baton._turn_key(text, text, text) is 'Of what one job is active: job type, organisation and subject as one text.';
