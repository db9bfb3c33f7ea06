-- To see what an edit of error_classes would have done before it does anything: edit in a
-- transaction, ask this, and roll back or commit.
create function baton.preview_error_classes(p_limit int default 100)
returns table (at timestamptz, job_id bigint, step_key text, attempt int, code text, new_code text, new_class_id int,
  new_rule text, error_detail text)
language sql stable
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  with recent as materialized (
    select ended.*, job.job_type, job.definition_id
    from attempt_rows as ended
    join jobs as job on job.id = ended.job_id
    where ended.error_code is not null and ended.ended is not null
    order by ended.finished_at desc
    limit _within('p_limit', p_limit, 1, 10000)
  )
  select recent.finished_at, recent.job_id, definition.key, recent.attempt, recent.error_code, class.code, class.id,
    _class_rule(class), recent.error_detail
  from recent
  cross join lateral (
    select step.key
    from definition_steps as step
    where step.definition_id = recent.definition_id and step.n = recent.n
    offset 0   -- each by its key: else all definitions are read
  ) as definition
  cross join lateral (
    select (found.class).*
    from (
      select _classify(recent.job_type, recent.exit_code, recent.signal, recent.ended in ('timeout', 'idle_timeout'),
        recent.outcome = 'partial', recent.reported_code, concat_ws(E'\n', recent.error_detail,
          _attempt_text(recent.job_id, recent.n, recent.attempt, 'stderr', null),
          _attempt_text(recent.job_id, recent.n, recent.attempt, 'stdout', null))) as class
      offset 0   -- else the function is called once per column
    ) as found
  ) as class
  where class.id is distinct from recent.error_class
  order by recent.finished_at desc
$$;
comment on function baton.preview_error_classes(int) is
  'Which of the last p_limit failures would now fall into another row of error_classes. Edit the '
  'rows in a transaction, look, then roll back or commit.';
