-- Keeps what create_job() was given for a job that it has just inserted. Messages show a name only
-- where a definition has it: what else stands there may be a value in the wrong place.
create function baton._store_secrets(p_job_id bigint, p_secrets jsonb) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_longest constant int := 65536;   -- as the executor's files
  c_together constant int := 262144;
  v_definition bigint := (select definition_id from jobs where id = p_job_id);
  v_named text[] := coalesce((
    select array_agg(distinct name order by name)
    from definition_steps as step, unnest(_secret_names(step.environment)) as name
    where step.definition_id = v_definition), '{}');
  v_given text[];
  v_wrong record;
begin
  if jsonb_typeof(p_secrets) <> 'object' then
    raise exception using errcode = 'BT085', message = 'secrets must be a JSON object', hint = 'Write {"name": "value"}.';
  end if;
  v_given := array(select jsonb_object_keys(p_secrets));
  if v_given = '{}' then
    return;
  end if;

  if not v_given <@ v_named then
    raise exception using errcode = 'BT085', message = 'secrets has a name that no step of the job asks for',
      detail = case when v_named = '{}' then 'The steps ask for none.' else 'The steps ask for: ' || array_to_string(v_named, ', ') || '.' end,
      hint = 'A step asks for a secret in its environment: {"VARIABLE": {"secret": "name"}}.';
  end if;
  select entry.key as name, jsonb_typeof(entry.value) <> 'string' as is_no_text into v_wrong
  from jsonb_each(p_secrets) as entry
  where jsonb_typeof(entry.value) <> 'string' or octet_length(entry.value #>> '{}') > c_longest
  order by entry.key
  limit 1;
  if found then
    raise exception using errcode = 'BT085',
      message = format(case when v_wrong.is_no_text then 'secret %s is not a string' else 'secret %s is longer than 64 KB' end, v_wrong.name),
      hint = 'It becomes the value of an environment variable.';
  end if;
  if octet_length(p_secrets::text) > c_together then
    raise exception using errcode = 'BT085', message = 'the secrets of the job are longer than 256 KB together',
      hint = 'Give the key to something larger, and let the step fetch it.';
  end if;

  insert into job_secrets (job_id, secrets)
  select p_job_id, p_secrets
  from jobs
  where id = p_job_id and finished_at is null;   -- none of its steps' conditions may have held
  update jobs set secret_names = v_given where id = p_job_id;
end
$$;
comment on function baton._store_secrets(bigint, jsonb) is
  'Keeps the secrets of a new job, or refuses them with BT085.';
