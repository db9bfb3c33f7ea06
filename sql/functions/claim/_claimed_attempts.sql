-- What an executor needs to start the attempts that it claimed with one call; the same rows again
-- for the same call. Inlined into claim_steps, hence SQL and no settings of its own.
create function baton._claimed_attempts(p_executor_id bigint, p_call bigint)
returns table (token uuid, job_id bigint, n int, attempt int, generation int, definition_id bigint, kind text, spec text,
  command text, environment text, document text, unstartable text, needs_secrets boolean)
language sql stable
as $$
  select running.token, running.job_id, running.n, running.attempt, step.generation, job.definition_id,
    definition.kind, definition.spec, rendered.command, rendered.environment,
    case when definition.kind = 'sql' then input.context
      else _stdin_document(job.id, job.job_type, job.subject, job.organisation_id, job.created_at,
        definition.key, definition.label, definition.phase, running.attempt, job.parameters, input.context, step.checkpoint)
    end,
    case when octet_length(input.context) > settings.max_context_bytes then
        jsonb_build_object('code', 'CONFIGURATION', 'message', format(
          'the context of step %s has %s bytes, more than max_context_bytes', definition.key, octet_length(input.context)))::text
      else coalesce(rendered.unstartable, secret.unstartable) end,
    secret.needs_secrets
  from running
  -- OFFSET 0: each is looked up by its whole key, whatever the planner knew of the tables when the
  -- plan was made.
  cross join lateral (select * from step_rows where step_rows.job_id = running.job_id and step_rows.n = running.n offset 0) as step
  cross join lateral (select * from jobs where jobs.id = running.job_id offset 0) as job
  cross join lateral (select * from definition_steps where definition_steps.definition_id = job.definition_id and definition_steps.n = running.n offset 0) as definition
  cross join settings
  cross join lateral (
    select case when definition.ancestors = '{}' then '{}'
      else _step_context(job.id, job.definition_id, definition.ancestors)::text end as context
    offset 0   -- else it is made anew wherever it is named
  ) as input
  left join lateral (
    select part.*
    from _render_step(definition.command, definition.environment, jsonb_build_object(
        'parameters', job.parameters, 'context', input.context::jsonb, 'checkpoint', step.checkpoint,
        'job', jsonb_build_object('id', job.id, 'type', job.job_type, 'subject', job.subject,
          'organisation_id', job.organisation_id))) as part
    where definition.has_placeholders
    offset 0   -- keeps the condition in here, where it stops the function from being called for nothing
  ) as rendered on true
  left join lateral (
    select part.*
    from _step_secrets(job.id, job.secret_names, definition.environment) as part
    where job.secret_names is not null
    offset 0
  ) as secret on true
  where running.executor_id = p_executor_id and running.call = p_call
$$;
comment on function baton._claimed_attempts(bigint, bigint) is
  'Everything needed to start the attempts that one call claimed.';
