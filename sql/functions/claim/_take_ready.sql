-- Claims up to p_wanted steps of the lanes. Dead entries of the queue stand in front of the live
-- ones as long as somebody's snapshot may see them, and a claim that begins at the front reads them
-- all. So when that has taken long, a session remembers how far it came in each lane and priority,
-- and begins there until the next tick, as long as it gets all it wants. The mark is no more than a
-- hint: an entry of a transaction that committed late, or that another claim let go, can lie before
-- it. It is found when less came back than was wanted, and after each tick. The marks are a setting
-- of the session: they cost no write, and a rollback takes them back.
create function baton._take_ready(p_executor_id bigint, p_call bigint, p_lanes int[], p_wanted int) returns bigint[]
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_long constant interval := '2 milliseconds';   -- so many hundred dead entries; a claim of ten takes a sixth of it
  v_setting text := nullif(current_setting('baton.ready_marks', true), '');
  v_marks jsonb;
  v_tick bigint;
  v_began timestamptz;
  v_look record;
  v_taken record;
  v_jobs bigint[] := '{}';
begin
  if p_wanted <= 0 then   -- a step that runs alone fills the claim
    return null;
  end if;
  if v_setting is not null then
    v_tick := (select clock.tick from clock);
    v_marks := v_setting;
    if v_marks -> 'tick' = to_jsonb(v_tick) then
      v_look := _looks_behind(v_marks, p_lanes);
      v_taken := _start_ready(p_executor_id, p_call, p_wanted, v_look.lanes, v_look.above, v_look.below,
        v_look.mark_lanes, v_look.mark_priorities, v_look.mark_ids);
      v_jobs := coalesce(v_taken.jobs, '{}');
      v_marks := v_marks || coalesce(v_taken.marks, '{}');
    else
      v_marks := null;
    end if;
  end if;

  if cardinality(v_jobs) < p_wanted then
    v_began := clock_timestamp();
    v_taken := _start_ready(p_executor_id, p_call, p_wanted - cardinality(v_jobs), p_lanes, null, null, null, null, null);
    v_jobs := v_jobs || coalesce(v_taken.jobs, '{}');
    if cardinality(v_jobs) < p_wanted then
      v_marks := null;
    elsif clock_timestamp() - v_began > c_long then
      v_marks := coalesce(v_marks, jsonb_build_object('tick', (select clock.tick from clock))) || coalesce(v_taken.marks, '{}');
    end if;
  end if;
  if v_setting is distinct from v_marks::text then
    perform set_config('baton.ready_marks', coalesce(v_marks::text, ''), false);
  end if;
  return nullif(v_jobs, '{}');
end
$$;
comment on function baton._take_ready(bigint, bigint, int[], int) is
  'Claims up to p_wanted steps of the lanes for an executor; returns their jobs'' ids (one per '
  'step), or null.';
