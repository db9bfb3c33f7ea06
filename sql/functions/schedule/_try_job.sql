-- Whether an INSERT would take such a job: one is inserted, as a draft so that it rings for nobody,
-- and taken back. What a later INSERT would refuse is refused with the same words while somebody is
-- there to read them.
create function baton._try_job(p_job_type text, p_parameters jsonb, p_organisation_id text, p_subject text, p_priority int) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  insert into jobs (job_type, parameters, organisation_id, subject, priority, auto_start)
  values (p_job_type, p_parameters, p_organisation_id, p_subject, p_priority, false);
  raise exception using errcode = 'TRIED';
exception
  when sqlstate 'TRIED' then null;
end
$$;
comment on function baton._try_job(text, jsonb, text, text, int) is
  'Raises what an INSERT of such a job would raise, and leaves nothing.';
