-- Of a job, and of a batch. Steps that are done count whole, running ones by their own progress.
-- Only what has completed has 100, whatever it did without. Inlined, hence no "set search_path".
create function baton._progress_percent(
  p_is_completed boolean, p_done numeric, p_running numeric, p_steps numeric) returns int
language sql immutable
as $$
  select case
    when p_is_completed then 100
    else least(99, trunc((100 * p_done + coalesce(p_running, 0)) / p_steps))
  end::int
$$;
comment on function baton._progress_percent(boolean, numeric, numeric, numeric) is
  'How far a job or batch is: steps that are done and the percents of those that run, of all '
  'steps.';
