-- After an operator's edit of a queue: the rows of its slots, and what its lanes know of it. Claims
-- only read lanes, so that an edit that is left open holds up nobody.
create function baton._follow_queue() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if tg_op = 'UPDATE' then   -- lanes that others have just made follow, too
    perform _at_read_committed();
  end if;
  perform _add_slots(null, new.name, new.slots);
  update lanes
  set gated = limit_name is not null or new.slots is not null, priority = new.priority
  where queue = new.name
    and (gated, priority) is distinct from (limit_name is not null or new.slots is not null, new.priority);
  perform _ring_work(array(select id from lanes where queue = new.name));
  return null;
end
$$;
comment on function baton._follow_queue() is
  'Trigger: gives a queue the rows of its slots, and its lanes its priority.';
