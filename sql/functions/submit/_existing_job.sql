-- The job that holds an idempotency key, or an error if it is not the same job. Times are not
-- compared: they are often "in five minutes", and so different when a caller repeats itself.
-- Parameters are compared with those submitted, whatever a retry has corrected since.
create or replace function baton._existing_job(
  p_organisation_id text, p_idempotency_key text, p_job_type text, p_parameters jsonb, p_subject text,
  p_priority int, p_batch_id text, p_steps jsonb
) returns bigint
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_job baton.jobs;
  v_column text;
begin
  -- Neither "is not distinct from" nor an "or" would use the index.
  if p_organisation_id is null then
    select j.* into v_job
    from baton.jobs j
    where j.organisation_id is null and j.idempotency_key = p_idempotency_key;
  else
    select j.* into v_job
    from baton.jobs j
    where j.organisation_id = p_organisation_id and j.idempotency_key = p_idempotency_key;
  end if;
  if not found then
    return null;
  end if;

  v_column := case
    when v_job.job_type is distinct from p_job_type then 'job_type'
    when case
        when v_job.parameters_hash is null then v_job.parameters <> coalesce(p_parameters, '{}')
        else v_job.parameters_hash <> _parameters_hash(coalesce(p_parameters, '{}'))
      end then 'parameters'
    when v_job.subject is distinct from p_subject then 'subject'
    when v_job.priority <> coalesce(p_priority, 0) then 'priority'
    when v_job.batch_id is distinct from p_batch_id then 'batch_id'
    when p_steps is not null and v_job.definition_id <> (baton._intern_steps(p_steps)).definition_id then 'steps'
  end;
  if v_column is not null then
    raise exception using errcode = 'BT028',
      message = format('job %s has the same idempotency key but a different value of %s', v_job.id, v_column),
      hint = 'Use a new idempotency key for a new job.';
  end if;
  return v_job.id;
end
$$;
