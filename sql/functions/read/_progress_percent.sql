-- Ended steps count whole, running ones by their own progress. It says 100 only when all have ended.
create function baton._progress_percent(p_total bigint, p_ended bigint, p_running_progress bigint)
returns int
language sql
immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select case
    when p_total = 0 or p_ended = p_total then 100
    else least(99, (100 * p_ended + coalesce(p_running_progress, 0)) / p_total)
  end::int
$$;
comment on function baton._progress_percent(bigint, bigint, bigint) is
  'Percent done of a job: its steps, how many have ended, and the sum of the running ones'' percents.';
