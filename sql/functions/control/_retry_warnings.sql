-- What to know before a retry, of its SQL steps and of the parameters that it changes. Which
-- parameters a step uses is known from its placeholders and its condition; what its script reads on
-- stdin is not.
create function baton._retry_warnings(p_job baton.jobs, p_again int[], p_kept int[], p_changes jsonb)
returns table (step text, message text)
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  with changed as materialized (
    select names.key, kind.key as kind
    from jsonb_each(p_changes) as kind
    cross join lateral jsonb_array_elements_text(kind.value) as names(key)
  ), used as materialized (
    select distinct definition.n, definition.key, found.name[1] as parameter, place.i = 2 as in_condition
    from definition_steps as definition
    cross join lateral (values
      (1, concat(definition.command, definition.environment, definition.output_defaults), E'\\{\\{\\s*parameters\\.([A-Za-z0-9_-]+)'),
      (2, definition.when_condition::text, E'"parameters\\.([A-Za-z0-9_-]+)')) as place (i, text, pattern)
    cross join lateral regexp_matches(place.text, place.pattern, 'g') as found(name)
    where definition.definition_id = p_job.definition_id and p_changes <> '{}'
  )
  select definition.key, format('%s is a SQL step that was done: its function is called once more', definition.key)
  from definition_steps as definition
  where definition.definition_id = p_job.definition_id and definition.kind = 'sql'
    and definition.n = any (p_again) and definition.n <> all (p_kept)
    and exists (
      select from attempt_rows as attempt
      where attempt.job_id = p_job.id and attempt.n = definition.n and attempt.outcome = 'completed')
  union all
  select used.key, format('%s is done with the old value of %s, and does not run again', used.key,
    string_agg(left(used.parameter, 100), ', ' order by used.parameter))
  from used
  join changed on changed.key = used.parameter
  join step_rows as row on row.job_id = p_job.id and row.n = used.n
  where (used.n <> all (p_again) or used.n = any (p_kept)) and row.status = 'completed' and not used.in_condition
  group by used.key
  union all
  select used.key, format('%s stays skipped, although its condition asks for %s', used.key,
    string_agg(left(used.parameter, 100), ', ' order by used.parameter))
  from used
  join changed on changed.key = used.parameter
  join step_rows as row on row.job_id = p_job.id and row.n = used.n
  where used.n <> all (p_again) and row.status = 'skipped' and row.status_reason = 'condition' and used.in_condition
  group by used.key
  union all
  select definition.key, format('%s needs %s, which came with the job and ended with it: it will fail, so submit a new job', definition.key,
    string_agg(left(secret.name, 100), ', ' order by secret.name))
  from definition_steps as definition
  cross join lateral unnest(_secret_names(definition.environment)) as secret (name)
  where definition.definition_id = p_job.definition_id and definition.n = any (p_again) and definition.n <> all (p_kept)
    and secret.name = any (p_job.secret_names)
    and not exists (select from job_secrets where job_secrets.job_id = p_job.id)
  group by definition.key
  union all
  select null, format('parameter %s is new, and no placeholder names it', left(changed.key, 100))
  from changed
  where changed.kind = 'added' and changed.key not in (select used.parameter from used)
$$;
comment on function baton._retry_warnings(baton.jobs, int[], int[], jsonb) is
  'What to know before a retry.';
