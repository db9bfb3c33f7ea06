-- The same recovery by hand, before the lease ends: stuck steps (lease lost, or no sign of life for
-- settings.stuck_after) run again; failed jobs whose error class is recoverable are retried, at most 3 times each.
create function baton.recover_orphans(p_kind text, p_max_jobs int default 50, p_dry_run boolean default false) returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_result jsonb := jsonb_build_object('recovered', 0, 'failed', 0, 'skipped', 0, 'errors', '[]'::jsonb, 'dry_run', p_dry_run);
begin
  if p_kind is null or p_kind not in ('stuck', 'failed', 'comprehensive') then
    raise exception using errcode = 'BT055', message = 'kind of recovery is none of stuck, failed, comprehensive',
      hint = 'Use recover_orphans(''stuck'').';
  end if;
  if p_kind in ('stuck', 'comprehensive') then
    v_result := _add_counts(v_result, _recover_stuck(p_max_jobs, p_dry_run));
  end if;
  if p_kind in ('failed', 'comprehensive') then
    v_result := _add_counts(v_result, _recover_failed(p_max_jobs, p_dry_run));
  end if;
  return v_result;
end
$$;
comment on function baton.recover_orphans(text, int, boolean) is
  'Recovers stuck steps, failed jobs, or both (comprehensive), at most p_max_jobs of each kind; with p_dry_run it only counts. Returns {recovered, failed, skipped, errors, dry_run}. BT055: unknown kind.';
