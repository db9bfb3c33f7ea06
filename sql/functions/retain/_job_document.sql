-- A job as it was, with everything about it, so that it can be read without the database that it came from: steps carry
-- what the definition said of them. Without tokens, which are rights, and without empty columns.
create function baton._job_document(p_job baton.jobs) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
  select jsonb_build_object(
    'job', _given(to_jsonb(p_job)) || jsonb_build_object('version', (select version from definitions where id = p_job.definition_id)),
    'steps', coalesce((
      select jsonb_agg(_given(to_jsonb(definition) - '{definition_id,n,lane,spec,children,ancestors,has_placeholders,parents}'::text[])
          || _given(to_jsonb(step) - '{job_id,ready_id,open_dependencies,failed_dependencies}'::text[])
          || jsonb_build_object('depends_on', array(
               select parent.key from definition_steps as parent
               where parent.definition_id = p_job.definition_id and parent.n = any (definition.parents) order by parent.n))
        order by step.n)
      from step_rows as step
      join definition_steps as definition on definition.definition_id = p_job.definition_id and definition.n = step.n
      where step.job_id = p_job.id), '[]'),
    'attempts', coalesce((
      select jsonb_agg(_given(to_jsonb(start) - '{job_id,token}'::text[]) order by start.n, start.attempt)
      from attempt_rows as start   -- not "attempt", which is a column
      where start.job_id = p_job.id), '[]'),
    'output', coalesce((
      select jsonb_agg(to_jsonb(output) - 'job_id' order by output.n, output.attempt, output.stream, output.start_offset)
      from output_rows as output
      where output.job_id = p_job.id), '[]'),
    'events', coalesce((
      select jsonb_agg(_given(to_jsonb(event) - 'job_id') order by event.id)
      from job_events as event
      where event.job_id = p_job.id), '[]'))
$$;
comment on function baton._job_document(baton.jobs) is 'A job with its steps, attempts, output and events as one document.';
