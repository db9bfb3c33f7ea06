create function baton._runs_alone(p_job_id bigint, p_n int) returns boolean
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select exists (
    select
    from step_rows as step, settings
    where step.job_id = p_job_id and step.n = p_n and step.status in ('ready', 'retrying')
      and settings.lost_attempts > 0 and step.lost >= settings.lost_attempts)
$$;
comment on function baton._runs_alone(bigint, int) is
  'Whether one more lost attempt would be the step''s end: so it runs beside no other, and none '
  'is condemned for its neighbour.';
