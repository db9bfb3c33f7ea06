-- Before each row: refuses what cannot be a job, fills the columns that are ours. It runs once per
-- inserted row, so what is rare is in functions of its own, and the first job type of a statement
-- is looked up once: a setting remembers it for the rows that follow (_forget_job_type empties it
-- before each statement). _expand_jobs believes no row's definition. A search path of its own would
-- cost a quarter of it: every name, operators and types included, is written in full (no IN,
-- BETWEEN, DISTINCT or CASE ... WHEN value, which look for an operator by themselves). Declared
-- stable although it calls what is not: its own queries then use the statement's snapshot instead
-- of one each, and all rows of a statement find the same job types.
create or replace function baton._prepare_job() returns trigger
language plpgsql stable security definer
as $$
declare
  v_required pg_catalog.text[];
  v_disabled pg_catalog.timestamptz;
  v_name pg_catalog.text;
  v_known pg_catalog.text;
  v_length int;
begin
  if pg_catalog.num_nonnulls(new.status, new.status_reason, new.definition_id, new.total_steps, new.open_steps,
       new.failing, new.warnings, new.created_at, new.created_by, new.started_at, new.finished_at, new.error_step,
       new.error_code, new.error_message, new.recoveries, new.one_active, new.secret_names, new.schedule,
       new.parameters_hash) operator(pg_catalog.>) 0
     or new.id operator(pg_catalog.>) coalesce(pg_catalog.pg_sequence_last_value('baton.jobs_id_seq'::pg_catalog.regclass), 0)
     or new.id operator(pg_catalog.<) 1 or new.id is null then
    if baton._is_restored(new) then
      return new;
    end if;
  end if;

  if new.steps is null then
    v_known := pg_catalog.current_setting('baton.known_job_type', true);
    if v_known operator(pg_catalog.<>) '' and pg_catalog.split_part(v_known, E'\n', 1) operator(pg_catalog.=) new.job_type then
      new.definition_id := pg_catalog.split_part(v_known, E'\n', 2);
      new.total_steps := pg_catalog.split_part(v_known, E'\n', 3);
      v_name := pg_catalog.split_part(v_known, E'\n', 4);
      if v_name operator(pg_catalog.<>) '{}' then
        v_required := v_name;
      end if;
    else
      select t.definition_id, t.step_count, t.required_parameters, t.disabled_at
      into new.definition_id, new.total_steps, v_required, v_disabled
      from baton.job_types t
      where t.name operator(pg_catalog.=) new.job_type;
      if new.definition_id is null or v_disabled is not null then
        perform baton._refuse_job_type(new.job_type, v_disabled);
      end if;
      if coalesce(v_known, '') operator(pg_catalog.=) ''
         and pg_catalog.strpos(v_required::pg_catalog.text, E'\n') operator(pg_catalog.=) 0 then
        v_known := pg_catalog.set_config('baton.known_job_type',
                     pg_catalog.concat_ws(E'\n', new.job_type, new.definition_id, new.total_steps, v_required), true);
      end if;
    end if;
  else
    select p.definition_id, p.step_count, p.required_parameters
    into new.definition_id, new.total_steps, v_required
    from baton._prepare_steps(new) p;
    new.steps := null;
  end if;

  if new.parameters is null then
    new.parameters := '{}';
  else
    -- A level takes two characters, and a number that a double cannot hold 309 digits: what is
    -- shorter need not be looked at, and that spares most rows a call. (Where settings allow fewer
    -- than 64 levels, _expand_jobs looks closely at every row.)
    v_length := pg_catalog.octet_length(new.parameters::pg_catalog.text);
    if pg_catalog.jsonb_typeof(new.parameters) operator(pg_catalog.<>) 'object'
       or v_length operator(pg_catalog.>) 309
       or v_length operator(pg_catalog.>) 128
          and pg_catalog.jsonb_path_exists(new.parameters, 'strict $.**{64 to last}') then
      perform baton._check_parameters(new.parameters);
    end if;
  end if;
  if v_required operator(pg_catalog.<>) '{}' then
    foreach v_name in array v_required loop
      if new.parameters operator(pg_catalog.->>) v_name is null then
        perform baton._refuse_missing(v_name);
      end if;
    end loop;
  end if;

  new.created_at := baton._now();
  if pg_catalog.num_nonnulls(new.priority, new.run_at, new.deadline) operator(pg_catalog.>) 0
     or pg_catalog.starts_with(new.idempotency_key, 'baton:')
     or pg_catalog.octet_length(pg_catalog.concat(new.organisation_id, new.subject, new.idempotency_key, new.batch_id))
        operator(pg_catalog.>) 1000 then
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
