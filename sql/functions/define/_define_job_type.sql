-- define_job_type for whoever has checked the caller, and for job types of ours.
create or replace function baton._define_job_type(definition jsonb) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_definition alias for $1;
  v_name text := v_definition ->> 'job_type';
  v_hash bytea;
  v_current record;
  v_id bigint;
begin
  perform baton._check_definition(v_definition,
            array['job_type', 'description', 'defaults', 'required_parameters', 'recovery', 'one_active_per', 'on_active', 'steps']);
  perform baton._check_one_active(v_definition);
  if jsonb_typeof(v_definition -> 'job_type') is distinct from 'string'
     or v_name !~ '^[A-Za-z][A-Za-z0-9_.:-]{0,127}$' then
    raise exception using errcode = 'BT005',
      message = 'the definition: job_type must be a name of up to 128 letters, digits, "_", ".", ":" and "-"',
      hint = 'A name begins with a letter, such as "register_restaurant".';
  end if;

  -- A row to lock, so that two who define the same job type at once get two versions.
  insert into baton.job_types (name, definition_id, version, step_count, created_at, changed_at)
  values (v_name, 0, 0, 0, baton._now(), baton._now())
  on conflict do nothing;
  select t.version, d.hash into v_current
  from baton.job_types t
  left join baton.definitions d on d.id = t.definition_id
  where t.name = v_name
  for update of t;

  v_hash := (select baton._definition_hash(v_definition::text, default_timeout, default_grace) from baton.settings);
  if v_current.hash = v_hash then
    return v_current.version;
  end if;
  v_id := baton._store_definition(v_definition, v_hash, v_name, v_current.version + 1);
  update baton.job_types t
  set definition_id = d.id,
      version = d.version,
      step_count = d.step_count,
      required_parameters = d.required_parameters,
      one_active = case when v_definition ? 'one_active_per' then coalesce(v_definition ->> 'on_active', 'wait') end,
      description = v_definition ->> 'description',
      changed_at = baton._now()
  from baton.definitions d
  where t.name = v_name and d.id = v_id;
  return v_current.version + 1;
end
$$;
comment on function baton._define_job_type(jsonb) is
  'Stores a job type, or its next version, and returns the version.';
