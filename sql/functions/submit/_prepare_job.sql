-- Before each row: refuses what cannot be a job, fills the columns that are ours. It runs once per
-- inserted row, so what is rare is in functions of its own and the common row pays for one look-up.
create or replace function baton._prepare_job() returns trigger
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_required text[];
  v_disabled timestamptz;
  v_max_depth int;
  v_max_bytes int;
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

  if new.steps is not null then
    new.definition_id := baton._prepare_steps(new);
    new.steps := null;
    select d.step_count, d.required_parameters, s.max_parameters_depth, s.max_parameters_bytes
    into new.total_steps, v_required, v_max_depth, v_max_bytes
    from baton.definitions d, baton.settings s
    where d.id = new.definition_id;
  else
    select d.id, d.step_count, d.required_parameters, t.disabled_at, s.max_parameters_depth, s.max_parameters_bytes
    into new.definition_id, new.total_steps, v_required, v_disabled, v_max_depth, v_max_bytes
    from baton.job_types t
    cross join lateral (   -- by key, whatever the statistics say
      select * from baton.definitions where definitions.id = t.definition_id offset 0
    ) as d
    cross join baton.settings s
    where t.name = new.job_type;
    if new.definition_id is null or v_disabled is not null then
      perform baton._refuse_job_type(new.job_type, v_disabled);
    end if;
  end if;

  if new.parameters is null then
    new.parameters := '{}';
  else
    -- A level takes two characters, and a number that a double cannot hold 309 digits: what is shorter need
    -- not be looked at, and that spares most rows a call.
    v_length := octet_length(new.parameters::text);
    if jsonb_typeof(new.parameters) <> 'object'
       or v_length > least(v_max_bytes, 309)
       or v_length > 2 * v_max_depth
          and (v_max_depth <> 64 or jsonb_path_exists(new.parameters, 'strict $.**{64 to last}')) then
      perform baton._check_parameters(new.parameters, v_max_depth, v_max_bytes);
    end if;
  end if;
  if v_required <> '{}' then
    perform baton._check_required(new.parameters, v_required);
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
