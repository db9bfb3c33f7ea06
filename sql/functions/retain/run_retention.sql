-- For pg_cron: a run from beginning to end, each piece a transaction of its own, and between them a
-- pause as long as leaves the share of time that retention_settings says. A plain procedure (no
-- definer, no SET): others may not commit. So it cannot lift a statement_timeout of its role
-- either, which counts from the CALL: it ends in time by itself, without pauses, and what is left
-- is taken by the next call that asks for unfinished runs.
create procedure baton.run_retention(p_only_unfinished boolean default false, p_dry_run boolean
  default false)
language plpgsql
as $$
declare
  v_limit pg_catalog.interval := pg_catalog.current_setting('statement_timeout')::pg_catalog.interval;
  v_began timestamptz := pg_catalog.clock_timestamp();
  v_told timestamptz := v_began;
  v_result jsonb;
  v_busy int := 0;
  v_is_told boolean := false;
begin
  if not p_only_unfinished then   -- somebody who calls it by hand wonders at the silence
    raise notice 'retention: it waits between its pieces, to leave the server to the jobs (retention_settings.share_of_time); retention_runs says how far it is';
  end if;
  loop
    commit;   -- as in run_maintenance()
    set transaction isolation level read committed;
    v_result := baton.apply_retention(p_dry_run, 1, p_only_unfinished);
    if not v_is_told and not p_only_unfinished and v_result ? 'note' then
      raise notice 'retention: %', v_result ->> 'note';
    end if;
    v_is_told := true;
    p_only_unfinished := false;
    exit when not (v_result ->> 'more')::boolean;
    -- Somebody else works on it, or holds a job in a transaction that lasts: the next night goes
    -- on.
    v_busy := case when (v_result ->> 'busy')::boolean then v_busy + 1 else 0 end;
    if v_busy > 100 then
      raise notice
        'retention: somebody else works on it, or keeps a job locked; the next call goes on';
      exit;
    end if;
    if v_told < pg_catalog.clock_timestamp() - interval '5 seconds' then
      if p_dry_run then
        raise notice 'retention: % %% counted, % jobs so far', v_result ->> 'percent',
          v_result ->> 'jobs';
      else
        raise notice 'retention: % jobs archived, % deleted so far',
          v_result ->> 'archived_jobs', v_result ->> 'deleted_jobs';
      end if;
      v_told := pg_catalog.clock_timestamp();
    end if;
    if v_limit > '0' then
      if pg_catalog.clock_timestamp() > v_began + least(v_limit / 3, '10 seconds') then
        raise notice 'retention: statement_timeout is %, so the rest is left to the next call', v_limit;
        exit;
      end if;
      continue;
    end if;
    commit;
    perform pg_catalog.pg_sleep(least((v_result ->> 'pause_seconds')::float8, 60));
  end loop;
end
$$;
comment on procedure baton.run_retention(boolean, boolean) is
  'Removes all that the policies let go, committing after each piece; pg_cron calls it at 02:00. '
  'With p_only_unfinished true, as pg_cron calls it every minute, goes on with a run that was '
  'cut, and begins none. With p_dry_run true counts what it would remove, exactly, and says how '
  'far it is: see retention_count.';
