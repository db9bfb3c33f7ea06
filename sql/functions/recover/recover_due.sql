-- What pg_cron calls every 30 minutes: nobody asks for it, so failed jobs are recovered only where their job type says so.
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
  if _on_hold() then
    return '{"on_hold": true}';
  end if;
  return _recover(array['stuck', 'failed'], true, least(p_max_jobs, 10000), false);
end
$$;
comment on function baton.recover_due(int) is
  'Recovers jobs with stuck steps, and failed jobs of types whose definition has "recovery": {"failed": true}; at most p_max_jobs. Returns as recover_orphans().';
