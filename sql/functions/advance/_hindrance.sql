-- The one place that says what dependencies and a failing job mean for a step that has not started.
-- Inlined, hence no "set search_path".
create function baton._hindrance(p_run_if text, p_failed boolean, p_failing boolean, p_open boolean) returns text
language sql immutable parallel safe
as $$
  select case
    when p_run_if = 'all_completed' and p_failed then 'dependency_failed'
    when p_run_if = 'all_completed' and p_failing then 'job_failed'
    when p_open then 'wait'
  end
$$;
comment on function baton._hindrance(text, boolean, boolean, boolean) is
  'Why a step is skipped (dependency_failed, job_failed) or waits (wait), from its run_if, '
  'whether a dependency failed, whether the job fails, whether a dependency is open; null when '
  'nothing keeps it.';
