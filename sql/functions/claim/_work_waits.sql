-- A look without locks and writes, so that an idle poll costs nothing else.
create function baton._work_waits(p_lanes int[]) returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return exists (select from unnest(p_lanes) as open_lane(id)
                 where exists (select from ready where ready.lane = open_lane.id))
    or exists (select from timers where timers.due_at <= _now() and timers.kind in ('retry', 'run_at', 'breaker'));
end
$$;
comment on function baton._work_waits(int[]) is 'Whether a step is ready in one of the lanes, or a retry or job is due.';
