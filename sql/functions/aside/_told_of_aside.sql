-- For the log of the executor that happens to call maintain(): how much is set aside, and what
-- failed last.
create function baton._told_of_aside() returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce((
    select jsonb_build_object('set_aside', jsonb_build_object('count', count(*) over (), 'work', aside.work,
      'job_id', nullif(aside.job_id, 0), 'step', _step_key(aside.job_id, aside.n), 'sqlstate', aside.sqlstate,
      'message', aside.message, 'tries', aside.tries))
    from set_aside as aside
    where aside.tries > 0
    order by aside.tried_at desc
    limit 1), '{}')
$$;
comment on function baton._told_of_aside() is
  'What is set aside, for the log: {"set_aside": {count, work, job_id, step, sqlstate, message, '
  'tries}}, or {}.';
