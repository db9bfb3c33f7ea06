-- A job's parameters with a retry's corrections: each of these replaces the parameter of its name
-- whole, null removes it. What comes of it is judged as an INSERT's parameters are, by the
-- definition that the job has.
create function baton._corrected_parameters(p_job baton.jobs, p_corrections jsonb) returns jsonb
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_parameters jsonb;
  v_name text;
begin
  if jsonb_typeof(p_corrections) <> 'object' then
    raise exception using errcode = 'BT022', message = 'parameters must be a JSON object',
      hint = 'Name those that are to change: {"name": value, ...}; null removes one.';
  end if;
  v_parameters := (p_job.parameters || p_corrections) - array(
    select correction.key from jsonb_each(p_corrections) as correction where correction.value = 'null');
  if v_parameters::text = p_job.parameters::text then   -- 1.0 is not 1
    return v_parameters;
  end if;
  perform _check_parameters(v_parameters);
  select needed.name into v_name
  from definitions as definition
  cross join lateral unnest(definition.required_parameters) as needed(name)
  where definition.id = p_job.definition_id and v_parameters ->> needed.name is null
  limit 1;
  if found then
    perform _refuse_missing(v_name);
  end if;
  return v_parameters;
end
$$;
comment on function baton._corrected_parameters(baton.jobs, jsonb) is
  'The parameters of a job with corrections; BT022 to BT025 as for an INSERT.';
