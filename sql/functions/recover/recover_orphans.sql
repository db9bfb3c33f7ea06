-- Recovery by hand, of what the tick does not recover by itself: stuck steps run again; failed jobs
-- whose error class is recoverable are retried, at most 3 times each.
create function baton.recover_orphans(p_kind text, p_max_jobs int default 50, p_dry_run boolean default false) returns jsonb
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
  if p_kind is null or p_kind not in ('stuck', 'failed', 'comprehensive') then
    raise exception using errcode = 'BT055', message = 'kind of recovery is none of stuck, failed, comprehensive',
      hint = 'Use recover_orphans(''stuck'').';
  elsif p_max_jobs is null or p_max_jobs not between 1 and 10000 then
    raise exception using errcode = 'BT055', message = 'the number of jobs to recover must be between 1 and 10000',
      hint = 'Use recover_orphans(''stuck'', 50); call it again for more.';
  end if;
  return _recover(case p_kind when 'comprehensive' then array['stuck', 'failed'] else array[p_kind] end, false, p_max_jobs,
    coalesce(p_dry_run, false));
end
$$;
comment on function baton.recover_orphans(text, int, boolean) is
  'Recovers jobs with stuck steps, failed jobs, or both (comprehensive), at most p_max_jobs; each '
  'job''s validation is asked first. With p_dry_run it only looks, and names in jobs those that '
  'it would recover. Returns {recovered, failed, skipped, errors, dry_run}. BT055: unknown kind, '
  'or a bad number.';
