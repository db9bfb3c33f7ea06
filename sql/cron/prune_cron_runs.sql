-- pg_cron keeps a record of every run for ever: 1,440 a day for one entry a minute. Records without
-- an end (the server stopped meanwhile) go by their start, those without either by their number. An
-- entry that is scheduled anew gets a new id, so what ran without an entry that is still there is
-- told by its command.
create or replace function baton.prune_cron_runs(p_keep interval default '3 days') returns bigint
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_before timestamptz := baton._now() - least(p_keep, interval '10 years');
  v_last_old bigint := (
    select max(run.runid) from cron.job_run_details as run where coalesce(run.end_time, run.start_time) < v_before);
  v_count bigint;
begin
  if p_keep is null or p_keep not between '0' and '10 years' then
    raise exception using errcode = 'BT062', message = 'p_keep must be between 0 and 10 years', hint = 'The default is 3 days.';
  end if;
  delete from cron.job_run_details as run
  where (coalesce(run.end_time, run.start_time) < v_before
      or run.end_time is null and run.start_time is null and run.runid < v_last_old)
    and case
      when exists (select from cron.job as entry where entry.jobid = run.jobid) then
        exists (select from cron.job as entry where entry.jobid = run.jobid and entry.jobname like 'baton: %')
      else run.database = current_database() and run.command ~ E'\\mbaton\\.'
    end;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function baton.prune_cron_runs(interval) is
  'Removes pg_cron''s records of runs of Baton''s entries that ended (or began, where no end was '
  'recorded) longer ago, and returns how many.';
