-- One bounded piece of a run: more (call again), done, or busy (somebody else works on it, or keeps
-- a hold uncommitted). A piece that fails is tried again as a smaller one, until what cannot be
-- removed is alone: that is set aside (_after_failure).
create function baton._retention_piece(p_run_id bigint) returns text
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set lock_timeout = '2s'
as $$
declare
  v_run retention_runs;
  v_message text;
begin
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  select * into v_run from retention_runs where id = p_run_id and finished_at is null for update skip locked;
  if not found then
    return case when exists (select from retention_runs where id = p_run_id and finished_at is null) then 'busy' else 'done' end;
  end if;
  begin
    -- No hold is made while this works: what is held when hold_job() has returned stays.
    lock table retention_holds in share mode;
    while v_run.phase in ('batches', 'definitions') and v_run.walked_to >= v_run.up_to loop
      v_run := _next_phase(v_run);
    end loop;
    case v_run.phase
      when 'batches' then v_run := _retain_batches(v_run);
      when 'definitions' then v_run := _retain_definitions(v_run);
      when 'jobs' then v_run := _retain_jobs(v_run);
      when 'output' then v_run := _retain_output(v_run);
      else v_run := _retain_archive(v_run);
    end case;
    v_run.piece := case when v_run.piece < 2048 then 2 * v_run.piece end;   -- one that worked
  exception
    when lock_not_available or deadlock_detected then
      return 'busy';
    when others then
      get stacked diagnostics v_message = message_text;
      v_run := _after_failure(v_run, sqlstate, v_message);
  end;
  update retention_runs as run
  set touched_at = _now(), pieces = v_run.pieces + 1, phase = v_run.phase, walked_to = v_run.walked_to, up_to = v_run.up_to,
      candidates = v_run.candidates, piece = v_run.piece,
      archived_jobs = v_run.archived_jobs, deleted_jobs = v_run.deleted_jobs, removed_rows = v_run.removed_rows,
      output_rows = v_run.output_rows, batches = v_run.batches, definitions = v_run.definitions, dropped_months = v_run.dropped_months,
      failures = v_run.failures, last_failure = v_run.last_failure,
      finished_at = case when v_run.phase = 'done' then _now() end
  where run.id = p_run_id;
  return case v_run.phase when 'done' then 'done' else 'more' end;
end
$$;
comment on function baton._retention_piece(bigint) is
  'One bounded piece of a run of retention; says more, done or busy.';
