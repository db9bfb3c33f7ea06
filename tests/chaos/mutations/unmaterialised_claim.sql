-- The claim picks its rows in a subquery of the DELETE, which is run once per row: each run locks and takes others.
-- in sql/functions/claim/_start_ready.sql, instead of
    delete from ready
    using candidates
    where ready.ctid = candidates.place
-- write
    delete from ready
    using unnest(p_lanes) as open_lane(id)
    where ready.lane = open_lane.id and ready.id in (
      select waiting.id
      from ready as waiting
      where waiting.lane = open_lane.id
      order by waiting.priority desc, waiting.id
      limit p_wanted
      for update skip locked)
