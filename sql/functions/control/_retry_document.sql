-- The plan of a retry as people and programs get it, in the shape of an edit's.
create function baton._retry_document(p_job baton.jobs, p_from int, p_again int[], p_kept int[], p_changes jsonb,
  p_errors jsonb) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  with step as materialized (
    select definition.n, definition.key, row.status, row.status_reason, definition.n = any (p_kept) as kept,
      definition.kind = 'sql' and definition.n <> all (p_kept) and exists (
        select from attempt_rows as attempt
        where attempt.job_id = p_job.id and attempt.n = definition.n and attempt.outcome = 'completed') as called_again,
      case
        when definition.n = p_from then 'asked for'
        when definition.n = any (p_kept) then 'SQL step that is done: its function is not called'
        when row.status in ('failed', 'cancelled', 'skipped') and not _satisfies(row.status, row.status_reason)
          then 'it ' || case row.status when 'failed' then 'failed' else 'was ' || row.status end
        else (
          select format('after %s, which %s again', string_agg(parent.key, ', ' order by parent.n),
            case when count(*) > 1 then 'run' else 'runs' end)
          from definition_steps as parent
          where parent.definition_id = p_job.definition_id and parent.n = any (definition.parents)
            and parent.n = any (p_again))
      end as why
    from definition_steps as definition
    join step_rows as row on row.job_id = p_job.id and row.n = definition.n
    where definition.definition_id = p_job.definition_id and definition.n = any (p_again)
  )
  select jsonb_build_object(
    'job_id', p_job.id,
    'valid', p_errors is null,
    'errors', coalesce(p_errors, '[]'),
    'warnings', coalesce((
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('step', warning.step, 'message', warning.message))
        order by warning.message)
      from _retry_warnings(p_job, p_again, p_kept, p_changes) as warning), '[]'),
    'job', jsonb_build_object('from', p_job.status, 'to', case when p_errors is null then 'in_progress' else p_job.status end),
    'affected', coalesce((
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('step', step.key, 'from', step.status,
        'from_reason', step.status_reason, 'to', case when step.kept then 'completed' else 'pending' end,
        'to_reason', case when step.kept then 'kept' end, 'why', step.why)) order by step.n)
      from step), '[]'),
    'sql_steps', coalesce((select jsonb_agg(step.key order by step.n) from step where step.called_again), '[]'),
    'parameters', p_changes)
$$;
comment on function baton._retry_document(baton.jobs, int, int[], int[], jsonb, jsonb) is
  'The plan of a retry as people and programs get it.';
