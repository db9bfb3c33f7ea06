-- At the commit of whoever made a lane: a pause or an edit of its queue that came since holds for
-- it, too. Only here is the queue's row locked against them, for a moment: locked from the
-- beginning, an author's open transaction would hold up pause_queue(), the emergency stop.
create function baton._follow_lane() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_queue queues;
begin
  select * into v_queue from queues where name = new.queue for share;
  update lanes
  set open = v_queue.paused_at is null,
      gated = lanes.limit_name is not null or v_queue.slots is not null,
      priority = v_queue.priority
  where lanes.id = new.id
    and (lanes.open, lanes.gated, lanes.priority)
      is distinct from (v_queue.paused_at is null, lanes.limit_name is not null or v_queue.slots is not null, v_queue.priority);
  return null;
end
$$;
comment on function baton._follow_lane() is
  'Trigger: a new lane is as its queue when its transaction commits.';
