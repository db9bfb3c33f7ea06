-- What a notification says of a job: where to look, and nothing that may be confidential (no
-- parameter, no text of an error).
create function baton._job_notice(p_job baton.jobs) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_build_object('job_id', p_job.id, 'job_type', p_job.job_type, 'organisation_id', p_job.organisation_id,
    'subject', p_job.subject, 'batch_id', p_job.batch_id, 'status', p_job.status, 'status_reason', p_job.status_reason, 'error_code', p_job.error_code,
    'step', (select definition.key from definition_steps as definition
             where definition.definition_id = p_job.definition_id and definition.n = p_job.error_step))
$$;
comment on function baton._job_notice(baton.jobs) is 'What a notification says of a job.';
