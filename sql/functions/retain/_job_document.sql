-- A job as it was, with everything about it, so that it can be read without the database that it
-- came from: steps carry what the definition said of them. Without tokens, which are rights, and
-- without empty columns. Only columns that cannot hold JSON of applications pass jsonb_strip_nulls:
-- what is null within a value is part of it.
create function baton._job_document(p_job baton.jobs) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
  with definition as materialized (
    select array_agg(definition.key order by definition.n) as keys   -- numbered from 1
    from definition_steps as definition
    where definition.definition_id = p_job.definition_id
  )
  select jsonb_build_object(
    'job', jsonb_strip_nulls(to_jsonb(p_job) - '{parameters,failed_at}'::text[])
      || jsonb_build_object('parameters', p_job.parameters, 'version', (select version from definitions where id = p_job.definition_id)),
    'steps', coalesce((
      select jsonb_agg(
        jsonb_strip_nulls(to_jsonb(step) - '{job_id,ready_id,open_dependencies,failed_dependencies,outputs,checkpoint}'::text[]
          || jsonb_build_object('key', own.key, 'label', own.label, 'phase', own.phase, 'kind', own.kind, 'command', own.command,
            'sql_function', own.sql_function, 'instructions', own.instructions,
            'depends_on', (select jsonb_agg(definition.keys[parent] order by parent) from definition, unnest(own.parents) as parent)))
        || case when step.outputs is null then '{}' else jsonb_build_object('outputs', step.outputs) end
        || case when step.checkpoint is null then '{}' else jsonb_build_object('checkpoint', step.checkpoint) end
        order by step.n)
      from step_rows as step
      join definition_steps as own on own.definition_id = p_job.definition_id and own.n = step.n
      where step.job_id = p_job.id), '[]'),
    'attempts', coalesce((
      select jsonb_agg(
        jsonb_strip_nulls(to_jsonb(start) - '{job_id,token,details}'::text[])
        || case when start.details is null then '{}' else jsonb_build_object('details', start.details) end
        order by start.n, start.attempt)
      from attempt_rows as start   -- not "attempt", which is a column
      where start.job_id = p_job.id), '[]'),
    'output', coalesce((
      select jsonb_agg(to_jsonb(output) - 'job_id' order by output.n, output.attempt, output.stream, output.start_offset)
      from output_rows as output
      where output.job_id = p_job.id), '[]'),
    'events', coalesce((
      select jsonb_agg(jsonb_strip_nulls(to_jsonb(event) - 'job_id') order by event.id)
      from job_events as event
      where event.job_id = p_job.id), '[]'))
$$;
comment on function baton._job_document(baton.jobs) is
  'A job with its steps, attempts, output and events as one document.';
