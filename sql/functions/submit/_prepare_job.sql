-- Before each row: refuses what cannot be a job, fills the columns that are ours. It runs once per
-- inserted row, so what is rare is in functions of its own and the common row pays for one look-up of one row.
-- Declared stable although it calls what is not: its own queries then use the statement's snapshot instead of one
-- each, and all rows of a statement find the same job types.
create or replace function baton._prepare_job() returns trigger
language plpgsql stable security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_required text[];
  v_disabled timestamptz;
  v_name text;
  v_length int;
begin
  if num_nonnulls(new.status, new.status_reason, new.definition_id, new.total_steps, new.open_steps, new.failing,
                  new.warnings, new.created_at, new.created_by, new.started_at, new.finished_at, new.error_step,
                  new.error_code, new.error_message, new.recoveries) > 0
     or new.id > pg_sequence_last_value('baton.jobs_id_seq') or new.id < 1 then
    if baton._is_restored(new) then
      return new;
    end if;
  end if;

  if new.steps is null then
    select definition_id, step_count, required_parameters, disabled_at
    into new.definition_id, new.total_steps, v_required, v_disabled
    from baton.job_types
    where name = new.job_type;
    if new.definition_id is null or v_disabled is not null then
      perform baton._refuse_job_type(new.job_type, v_disabled);
    end if;
  else
    select definition_id, step_count, required_parameters
    into new.definition_id, new.total_steps, v_required
    from baton._prepare_steps(new);
    new.steps := null;
  end if;

  if new.parameters is null then
    new.parameters := '{}';
  else
    -- A level takes two characters, and a number that a double cannot hold 309 digits: what is shorter need
    -- not be looked at, and that spares most rows a call. (Where settings allow fewer than 64 levels,
    -- _expand_jobs looks closely at every row.)
    v_length := octet_length(new.parameters::text);
    if jsonb_typeof(new.parameters) <> 'object' or v_length > 309
       or v_length > 128 and jsonb_path_exists(new.parameters, 'strict $.**{64 to last}') then
      perform baton._check_parameters(new.parameters);
    end if;
  end if;
  if v_required <> '{}' then
    foreach v_name in array v_required loop
      if new.parameters ->> v_name is null then
        perform baton._refuse_missing(v_name);
      end if;
    end loop;
  end if;

  new.created_at := baton._now();
  if num_nonnulls(new.priority, new.run_at, new.deadline) > 0
     or octet_length(concat(new.organisation_id, new.subject, new.idempotency_key, new.batch_id)) > 1000 then
    perform baton._check_job_columns(new);
  end if;
  new.priority := coalesce(new.priority, 0);
  new.auto_start := coalesce(new.auto_start, true);
  new.status := case when new.auto_start then 'pending' else 'draft' end;
  new.open_steps := new.total_steps;
  new.failing := false;
  new.warnings := 0;
  new.created_by := baton._caller();
  return new;
end
$$;
