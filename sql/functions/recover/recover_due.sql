-- What pg_cron calls every 30 minutes: nobody asks for it, so failed jobs are recovered only where
-- their job type says so.
create function baton.recover_due(p_max_jobs int default 50) returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  perform _at_read_committed();
  perform _within('p_max_jobs', p_max_jobs, 1, 10000);
  if _on_hold() then
    return '{"on_hold": true}';
  end if;
  return _recover(array['stuck', 'failed'], true, p_max_jobs, false);
end
$$;
comment on function baton.recover_due(int) is
  'Recovers jobs with stuck steps, and failed jobs of types whose definition has "recovery": '
  '{"failed": true}; at most p_max_jobs. Returns as recover_orphans(). BT062: p_max_jobs is not '
  'between 1 and 10000.';
