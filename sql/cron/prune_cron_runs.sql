-- pg_cron keeps a record of every run for ever: 1,440 a day for one entry a minute.
create or replace function baton.prune_cron_runs(p_keep interval default '3 days') returns bigint
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_count bigint;
begin
  delete from cron.job_run_details d
  using cron.job j
  where j.jobid = d.jobid
    and j.jobname like 'baton: %'
    and d.end_time < baton._now() - p_keep;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function baton.prune_cron_runs(interval) is
  'Removes pg_cron''s records of runs of Baton''s entries that ended longer ago, and returns how many.';
