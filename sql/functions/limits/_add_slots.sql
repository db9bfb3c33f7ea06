-- Slots that there are already stay: others may be locked by a claim just now.
create function baton._add_slots(p_limit_name text, p_queue text, p_slots int) returns void
language sql
set search_path = pg_catalog, baton, pg_temp
as $$
  insert into slots (limit_name, queue, number)
  select p_limit_name, p_queue, wanted.number
  from generate_series(1, p_slots) as wanted(number)
  where not exists (
    select from slots as slot
    where slot.number = wanted.number
      and slot.limit_name is not distinct from p_limit_name and slot.queue is not distinct from p_queue)
$$;
comment on function baton._add_slots(text, text, int) is
  'Adds what is missing of the first p_slots slots of a limit or of a queue.';
