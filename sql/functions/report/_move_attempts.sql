-- One statement: running rows leave by token, attempts arrive, step rows change. What few reports
-- need (output, timers) is left to statements of their own: each part of a statement costs its
-- preparation in every call. "branching" says that the consequences go beyond the job's counter:
-- the step has children, or failed. The planner settings keep plans on the indexes whatever the
-- statistics said when they were made.
create function baton._move_attempts(p_reports jsonb)
returns table (job_id bigint, n int, token uuid, status text, branching boolean, circuit_breaker text, due_at timestamptz, executor_id bigint,
  limit_slot int, queue_slot int)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_moved int;
  v_late jsonb;
begin
  return query
  with reported as materialized (
    select (report ->> 'job_id')::bigint as job_id, (report ->> 'n')::int as n, (report ->> 'token')::uuid as token, report
    from jsonb_array_elements(p_reports) as report
  ), released as (
    delete from running
    using (
      -- By key and then by place: autovacuum finds the table empty, and a plan made after that
      -- would read all of its index.
      select held.place, reported.report
      from reported
      cross join lateral (
        select running.ctid as place
        from running
        where running.job_id = reported.job_id and running.n = reported.n and running.token = reported.token
        offset 0
        for update   -- what its executor says of it meanwhile moves it to another place
      ) as held
    ) as found
    where running.ctid = found.place
    returning running.*, found.report
  ), judged as materialized (
    select released.*, step.generation, step.attempts > step.attempts_before as retried,
      definition.children <> '{}' as has_children, job.definition_id,
      definition.circuit_breaker, definition.output_defaults, definition.ancestors,
      job.parameters, job.job_type, job.subject, job.organisation_id, timing.now,
      greatest(released.started_at,
        timing.now - make_interval(secs => coalesce((released.report ->> 'ended_ms_ago')::float8, 0) / 1000)) as finished_at,
      verdict.*
    from released
    -- OFFSET 0: each is looked up by its whole key, whatever the planner knew of the tables when
    -- the plan was made.
    cross join lateral (select * from step_rows where step_rows.job_id = released.job_id and step_rows.n = released.n offset 0) as step
    cross join lateral (select * from jobs where jobs.id = released.job_id offset 0) as job
    cross join lateral (select * from definition_steps where definition_steps.definition_id = job.definition_id and definition_steps.n = released.n offset 0) as definition
    cross join (select _now() as now) as timing
    left join lateral (
      select failure.*
      from _judge_failure(released.report, released.attempt, released.stop_reason,
        _with_checkpoint(coalesce(released.checkpoint, step.checkpoint), released.report -> 'checkpoint')) as failure
      where not _reported_success(released.report)
      offset 0   -- keeps the condition in here, where it stops the function from being called for a success
    ) as verdict on true
  ), kept as (
    insert into attempt_rows (job_id, n, attempt, generation, token, executor_id, started_at, finished_at, outcome,
      exit_code, signal, error_code, error_class, error_message, error_detail, ended, reported_code,
      stdout_bytes, stderr_bytes, cpu_ms, max_rss_kb, details)
    select job_id, n, attempt, generation, token, executor_id, started_at, finished_at, coalesce(outcome, 'completed'),
      (report ->> 'exit_code')::int, (report ->> 'signal')::int, error_code, error_class, error_message,
      error_detail, case when outcome is not null then report ->> 'ended' end, reported_code,
      (report ->> 'stdout_bytes')::bigint, (report ->> 'stderr_bytes')::bigint, (report ->> 'cpu_ms')::bigint,
      (report ->> 'max_rss_kb')::bigint,
      case when not_charged_for is null then report -> 'details'
        else coalesce(report -> 'details', '{}') || jsonb_build_object('not_charged_for', 'breaker:' || not_charged_for) end
    from judged
  ), counted as (
    insert into attempt_counts (successes, others)
    select array_agg(finished_at - started_at) filter (where outcome is null and not retried),
      array_agg(row(coalesce(outcome, 'completed'), coalesce(error_code, ''),
          outcome is not null and coalesce(report ->> 'ended' in ('timeout', 'idle_timeout'), false),
          retried, coalesce(status, 'completed'), finished_at - started_at)::attempt_end)
        filter (where outcome is not null or retried)
    from judged
    having count(*) > 0
  )
  update step_rows as step
  set status = coalesce(judged.status, 'completed'),
      status_reason = judged.status_reason,
      ready_id = null,
      due_at = judged.due_at,
      attempts = step.attempts + 1,
      failures = case when judged.charged then coalesce(step.failures, '{}') ||
        jsonb_build_object(judged.error_code, coalesce((step.failures ->> judged.error_code)::int, 0) + 1)
        else step.failures end,
      started_at = judged.started_at,
      finished_at = case when coalesce(judged.status, 'completed') in ('completed', 'failed', 'cancelled', 'skipped') then judged.finished_at end,
      outputs = case
        when coalesce(judged.status, 'completed') <> 'completed' then step.outputs
        when judged.output_defaults is null then nullif(judged.report -> 'outputs', '{}')
        else _with_default_outputs(judged.report -> 'outputs', judged.output_defaults, jsonb_build_object(
          'parameters', judged.parameters, 'context', _step_context(judged.job_id, judged.definition_id, judged.ancestors),
          'checkpoint', _with_checkpoint(coalesce(judged.checkpoint, step.checkpoint), judged.report -> 'checkpoint'),
          'job', jsonb_build_object('id', judged.job_id, 'type', judged.job_type, 'subject', judged.subject,
            'organisation_id', judged.organisation_id))) end,
      checkpoint = case when judged.report ? 'checkpoint'
        then nullif(_with_checkpoint(coalesce(judged.checkpoint, step.checkpoint), judged.report -> 'checkpoint'), '{}')
        else coalesce(judged.checkpoint, step.checkpoint) end,
      items = case when judged.report ? 'items' then _item_counts(judged.report -> 'items')
        else coalesce(judged.items, step.items) end,
      progress = coalesce(case when judged.report ? 'items' then _items_percent(_item_counts(judged.report -> 'items')) end,
        judged.progress, step.progress),
      progress_message = coalesce(judged.progress_message, step.progress_message),
      error_code = judged.error_code,
      error_type = judged.error_type,
      error_message = judged.error_message,
      error_detail = judged.error_detail,
      suggested_action = judged.suggested_action,
      warning = coalesce(judged.warning,
        case when coalesce(judged.status, 'completed') = 'completed' then left(judged.report ->> 'warning', 1000) end)
  from judged
  where step.job_id = judged.job_id and step.n = judged.n
  returning step.job_id, step.n, judged.token, step.status, judged.has_children or step.status = 'failed',
    judged.circuit_breaker, step.due_at, judged.executor_id, judged.limit_slot, judged.queue_slot;

  -- A row that its executor's other connection changed while we waited for it is locked now, but
  -- its new place was not yet to be seen: the next statement sees it.
  get diagnostics v_moved = row_count;
  if v_moved < jsonb_array_length(p_reports) then
    select jsonb_agg(report)
    into v_late
    from jsonb_array_elements(p_reports) as report
    cross join lateral (
      select
      from running
      where running.job_id = (report ->> 'job_id')::bigint and running.n = (report ->> 'n')::int
        and running.token = (report ->> 'token')::uuid
      offset 0   -- by key
    ) as held;
    if v_late is not null then
      return query select * from _move_attempts(v_late);
    end if;
  end if;
end
$$;
comment on function baton._move_attempts(jsonb) is
  'Moves reported attempts from running to attempts and their steps to what the reports mean; '
  'returns what changed.';
