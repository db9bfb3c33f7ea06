-- The slots of a limit, or of a queue, that a claim may take now; the other name is null. After the
-- number was lowered, attempts that have slots above it count: a slot may be taken as long as its
-- own number and those taken above it make no more than the limit has. So nobody takes one while
-- too many run, and claims that look at once agree without asking each other.
create function baton._free_slots(p_limit_name text, p_queue text) returns int[]
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  if p_limit_name is not null then
    return array(
      select reckoned.id
      from (
        select slot.id, slot.number, holder.is_held, policy.slots,
          slot.number + count(*) filter (where holder.is_held) over (order by slot.number desc rows between unbounded preceding and 1 preceding) as reach
        from concurrency_limits as policy
        join slots as slot on slot.limit_name = policy.name
        -- No "exists": that may be planned as one look at all that runs.
        cross join lateral (select (select true from running where running.limit_slot = slot.id) is not null as is_held) as holder
        where policy.name = p_limit_name
      ) as reckoned
      where not reckoned.is_held and reckoned.reach <= reckoned.slots
      order by reckoned.number);
  end if;
  return array(
    select reckoned.id
    from (
      select slot.id, slot.number, holder.is_held, policy.slots,
        slot.number + count(*) filter (where holder.is_held) over (order by slot.number desc rows between unbounded preceding and 1 preceding) as reach
      from queues as policy
      join slots as slot on slot.queue = policy.name
      cross join lateral (select (select true from running where running.queue_slot = slot.id) is not null as is_held) as holder
      where policy.name = p_queue
    ) as reckoned
    where not reckoned.is_held and reckoned.reach <= reckoned.slots
    order by reckoned.number);
end
$$;
comment on function baton._free_slots(text, text) is
  'Ids of the free slots of a limit, or of a queue, in the order of their numbers.';
