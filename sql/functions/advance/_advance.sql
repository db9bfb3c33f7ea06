-- Steps have ended (their rows say so already): everything that follows from it, in this
-- transaction.
--   children are counted down, opened or skipped, and so on down from those skipped;
--   a step that failed for good with on_failure fail_job makes its job fail: what has not started is skipped,
--   clean-up steps excepted, which open when their dependencies have ended;
--   jobs without open steps end.
-- Under the jobs' locks. Returns how many steps became ready.
create function baton._advance(p_ended baton.step_ref[], p_action text, p_actor text) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_ended step_ref[] := p_ended;      -- all that ended, for the settling
  v_frontier step_ref[] := p_ended;   -- ended, consequences not yet drawn
  v_failing bigint[];
  v_decided record;
  v_opened int := 0;
begin
  v_failing := _mark_failing(p_ended);
  loop
    while cardinality(v_frontier) > 0 loop
      v_decided := _decide_steps(_count_down(v_frontier));
      v_opened := v_opened + v_decided.opened;
      v_frontier := v_decided.ended;
      v_ended := v_ended || v_frontier;
    end loop;
    exit when v_failing is null;
    v_frontier := _sweep_steps(v_failing, 'skipped', 'job_failed', true);
    v_ended := v_ended || v_frontier;
    exit when cardinality(v_frontier) = 0;
  end loop;
  perform _settle_jobs(v_ended, p_action, p_actor);
  return v_opened;
end
$$;
comment on function baton._advance(baton.step_ref[], text, text) is
  'Draws every consequence of steps that have just ended; returns how many steps became ready.';
