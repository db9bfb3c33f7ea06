-- The three budgets of a step's generation: retries per error class, attempts lost with their
-- executors, and starts. The limit of a class is that of the row which matched last, as it is now.
create function baton._step_budgets(p_job_id bigint, p_n int) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_build_object(
    'retries', coalesce((
      select jsonb_object_agg(failure.key, jsonb_build_object('failures', failure.value, 'max_retries', (
        select class.max_retries
        from attempt_rows as attempt
        join error_classes as class on class.id = attempt.error_class
        where attempt.job_id = p_job_id and attempt.n = p_n and attempt.error_code = failure.key
        order by attempt.attempt desc
        limit 1)))
      from jsonb_each(step.failures) as failure), '{}'),
    'lost', jsonb_build_object('attempts', step.lost, 'max_attempts', settings.lost_attempts),
    'starts', jsonb_build_object('attempts', step.attempts - step.attempts_before + (running.job_id is not null)::int,
      'max_attempts', definition.max_attempts))
  from step_rows as step
  join jobs as job on job.id = step.job_id
  join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
  cross join settings
  left join running on running.job_id = step.job_id and running.n = step.n
  where step.job_id = p_job_id and step.n = p_n
$$;
comment on function baton._step_budgets(bigint, int) is
  'A step''s budgets since it was last reset: {retries: {class: {failures, max_retries}}, lost: '
  '{attempts, max_attempts}, starts: {attempts, max_attempts}}.';
