create function baton._check_batch(p_name text, p_jobs jsonb, p_job_type text, p_on_end jsonb, p_organisation_id text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_columns constant text[] := '{job_type,parameters,subject,priority,run_at,idempotency_key,auto_start,deadline,steps}';
  v_key text;
  v_place bigint;
begin
  if coalesce(p_name, '') = '' or octet_length(p_name) > 1000 then
    raise exception using errcode = 'BT122', message = 'a batch needs a name of up to 1000 bytes', hint = 'Such as import-2026-03-14.';
  elsif p_jobs is null or jsonb_typeof(p_jobs) <> 'array' or p_jobs = '[]'
     or jsonb_path_exists(p_jobs, 'strict $[*] ? (@.type() != "object")') then
    raise exception using errcode = 'BT122', message = 'the jobs of a batch must be an array of objects that is not empty',
      hint = 'Write [{"job_type": "t", "parameters": {...}}, ...], or with p_job_type [{...}, ...], the parameters of each.';
  end if;

  select key, place into v_key, v_place
  from jsonb_array_elements(p_jobs) with ordinality as listed (job, place)
  cross join lateral jsonb_object_keys(job) as key
  where p_job_type is null and key <> all (c_columns)
  order by place
  limit 1;
  if v_key is not null then
    raise exception using errcode = 'BT122', message = format('job %s of the batch has the unknown key "%s"', v_place, left(v_key, 100)),
      hint = format('Keys: %s.', array_to_string(c_columns, ', '));
  end if;

  if p_on_end is not null then
    if jsonb_typeof(p_on_end) <> 'object' or p_on_end - '{job_type,parameters}'::text[] <> '{}' or p_on_end ->> 'job_type' is null
       or jsonb_typeof(p_on_end -> 'parameters') not in ('object', 'null') then
      raise exception using errcode = 'BT122', message = 'on_end must be an object with job_type and, if any, parameters',
        hint = 'Write {"job_type": "tell_customer", "parameters": {...}}.';
    end if;
    perform _try_job(p_on_end ->> 'job_type', coalesce(nullif(p_on_end -> 'parameters', 'null'), '{}') || '{"batch": {}}', p_organisation_id, null, null);
  end if;
end
$$;
comment on function baton._check_batch(text, jsonb, text, jsonb, text) is
  'BT122 when what create_batch() was given is no batch.';
