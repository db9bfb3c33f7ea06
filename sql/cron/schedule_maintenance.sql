-- Makes the entries of pg_cron: maintenance every minute, recovery of what hangs every 30 minutes
-- (a validation that never answers is cut off), retention at 02:00 (pg_cron's time zone is
-- cron.timezone, GMT as shipped) and, where a run was cut, again every minute, its own run records
-- pruned once a day. As whoever calls it, because pg_cron runs an entry as the role that made it,
-- which must be able to log in. Never an error: Baton works without pg_cron, since executors call
-- maintain() when the tick is late.
create or replace function baton.schedule_maintenance() returns text
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  c_without constant text := '; executors keep the clock while one is running';
  v_missing text;
begin
  v_missing := baton._missing_for_cron();
  if v_missing is not null then
    return v_missing || c_without;
  end if;
  perform baton.unschedule_maintenance();
  perform cron.schedule('baton: maintain', '* * * * *', 'call baton.run_maintenance()'),
          cron.schedule('baton: recover', '*/30 * * * *', 
            'set transaction isolation level read committed; set statement_timeout = ''10 min''; select baton.recover_due()'),
          cron.schedule('baton: retention', '0 2 * * *', 'call baton.run_retention()'),
          cron.schedule('baton: retention goes on', '* * * * *', 'call baton.run_retention(p_only_unfinished => true)'),
          cron.schedule('baton: prune run records', '17 3 * * *',
            'set statement_timeout = ''10 min''; select baton.prune_cron_runs()');
  return format('pg_cron runs baton.run_maintenance() every minute as %s', current_user);
exception
  when others then
    return format('pg_cron could not be set up: %s', sqlerrm) || c_without;
end
$$;
comment on function baton.schedule_maintenance() is
  'Makes pg_cron call run_maintenance() every minute as the calling role; returns what it did, or '
  'what is missing.';
