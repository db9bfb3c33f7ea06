-- A look without locks and writes, so that an idle poll costs nothing else. The time is a variable:
-- _now() is volatile, and the index would not be used for it.
create function baton._work_waits(p_lanes int[], p_gated_lanes int[]) returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
begin
  return exists (
      select
      from unnest(p_lanes) as open_lane(id)
      cross join lateral (
        select from ready
        where ready.lane = open_lane.id
          and not exists (
            select from set_aside as aside
            where aside.work in ('claim', 'alone') and aside.job_id = ready.job_id and aside.n = ready.n)
        limit 1) as first)
    or p_gated_lanes <> '{}' and _lanes_with_room(p_gated_lanes) <> '{}'
    or exists (select from timers where timers.kind in ('retry', 'run_at', 'turn', 'breaker') and timers.due_at <= v_now);
end
$$;
comment on function baton._work_waits(int[], int[]) is
  'Whether a step is ready in one of the lanes, or in a gated one that has a free slot for it, or '
  'a retry or job is due.';
