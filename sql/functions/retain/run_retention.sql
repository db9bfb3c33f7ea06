-- For pg_cron: a run from beginning to end, each piece a transaction of its own, and between them a pause as long as leaves
-- the share of time that retention_settings says. A plain procedure (no definer, no SET): others may not commit.
create procedure baton.run_retention()
language plpgsql
as $$
declare
  v_result jsonb;
  v_busy int := 0;
begin
  loop
    v_result := baton.apply_retention(p_dry_run => false, p_pieces => 1);
    commit;
    exit when not (v_result ->> 'more')::boolean;
    -- Somebody else works on it, or holds a job in a transaction that lasts: the next night goes on.
    v_busy := case when (v_result ->> 'busy')::boolean then v_busy + 1 else 0 end;
    exit when v_busy > 100;
    perform pg_catalog.pg_sleep(least((v_result ->> 'pause_seconds')::float8, 60));
    commit;
  end loop;
end
$$;
comment on procedure baton.run_retention() is 'Removes all that the policies let go, committing after each piece; pg_cron calls it at 02:00.';
