create or replace function baton.create_job(
  p_job_type text,
  p_parameters jsonb default '{}',
  p_organisation_id text default null,
  p_subject text default null,
  p_priority int default null,
  p_run_at timestamptz default null,
  p_idempotency_key text default null,
  p_auto_start boolean default true,
  p_batch_id text default null,
  p_deadline timestamptz default null,
  p_steps jsonb default null,
  p_secrets jsonb default null
) returns bigint
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_id bigint;
begin
  if p_idempotency_key is not null then
    perform baton._check_key(p_idempotency_key);
    p_organisation_id := baton._organisation(p_organisation_id);
  end if;
  loop
    -- A look first: a repeated request then waits for nobody who works on the job, which an INSERT
    -- does.
    if p_idempotency_key is not null then
      v_id := baton._existing_job(p_organisation_id, p_idempotency_key, p_job_type, p_parameters, p_subject,
                                  p_priority, p_batch_id, p_steps);
      exit when v_id is not null;
    end if;
    insert into baton.jobs (job_type, parameters, organisation_id, subject, priority, run_at, idempotency_key,
                            auto_start, batch_id, deadline, steps)
    values (p_job_type, p_parameters, p_organisation_id, p_subject, p_priority, p_run_at, p_idempotency_key,
            p_auto_start, p_batch_id, p_deadline, p_steps)
    on conflict (organisation_id, idempotency_key) where idempotency_key is not null do nothing
    returning id into v_id;
    -- Null: another request with the key has just committed.
    if v_id is not null then
      if p_secrets is not null then
        perform baton._store_secrets(v_id, p_secrets);
      end if;
      exit;
    end if;
  end loop;
  return v_id;
end
$$;
comment on function baton.create_job(text, jsonb, text, text, int, timestamptz, text, boolean, text,
  timestamptz, jsonb, jsonb) is
  'Submits a job and returns its id; with an idempotency key that is taken, the id of the job '
  'that has it. BT028: that job was submitted with another content (run_at, deadline and secrets '
  'are not compared). BT085: secrets that no step asks for, or too long. Else the errors of an '
  'INSERT into baton.jobs.';
