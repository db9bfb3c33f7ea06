-- For pg_cron: a run from beginning to end, each piece a transaction of its own, and between them a pause as long as leaves
-- the share of time that retention_settings says. A plain procedure (no definer, no SET): others may not commit.
create procedure baton.run_retention()
language plpgsql
as $$
declare
  v_result jsonb;
  v_busy int := 0;
  v_told timestamptz := pg_catalog.clock_timestamp();
begin
  -- Somebody who calls it by hand wonders at the silence.
  raise notice 'retention: it waits between its pieces, to leave the server to the jobs (retention_settings.share_of_time); retention_runs says how far it is';
  loop
    v_result := baton.apply_retention(p_dry_run => false, p_pieces => 1);
    commit;
    exit when not (v_result ->> 'more')::boolean;
    -- Somebody else works on it, or holds a job in a transaction that lasts: the next night goes on.
    v_busy := case when (v_result ->> 'busy')::boolean then v_busy + 1 else 0 end;
    exit when v_busy > 100;
    if v_told < pg_catalog.clock_timestamp() - interval '5 seconds' then
      raise notice 'retention: % jobs archived, % deleted so far',
        v_result ->> 'archived_jobs', v_result ->> 'deleted_jobs';
      v_told := pg_catalog.clock_timestamp();
    end if;
    perform pg_catalog.pg_sleep(least((v_result ->> 'pause_seconds')::float8, 60));
    commit;
  end loop;
end
$$;
comment on procedure baton.run_retention() is 'Removes all that the policies let go, committing after each piece; pg_cron calls it at 02:00.';
