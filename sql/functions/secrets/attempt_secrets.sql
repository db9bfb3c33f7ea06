-- The only way to a job's secrets. Of a step's own names only, and only to the executor that holds
-- the attempt.
create function baton.attempt_secrets(p_executor_id bigint, p_job_id bigint, p_n int, p_token uuid) returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_names text[];
begin
  perform _alive_executor(p_executor_id);
  select _secret_names(definition.environment)
  into v_names
  from running
  join jobs as job on job.id = running.job_id
  join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = running.n
  where running.job_id = p_job_id and running.n = p_n and running.token = p_token and running.executor_id = p_executor_id;
  if not found then
    raise exception using errcode = 'BT042', message = format('the attempt of step %s of job %s is not held any more', p_n, p_job_id),
      hint = 'Secrets are for the executor that holds the attempt, while it runs.';
  end if;
  return (
    select coalesce(jsonb_object_agg(secret.key, secret.value), '{}')
    from job_secrets
    cross join lateral jsonb_each(job_secrets.secrets) as secret
    where job_secrets.job_id = p_job_id and secret.key = any (v_names));
end
$$;
comment on function baton.attempt_secrets(bigint, bigint, int, uuid) is
  'The secrets that came with the job, of those that the step names: {name: value}. BT041: the '
  'executor is not alive; BT042: it does not hold the attempt.';
