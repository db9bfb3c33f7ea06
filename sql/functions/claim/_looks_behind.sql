-- Behind each mark; above each, up to the next mark of its lane, in case something more urgent has
-- come; and lanes without a mark whole. What is less urgent than the lowest mark of its lane is
-- looked at when this brings too little, or where there are several lanes: what another one has may
-- be still less urgent.
create function baton._looks_behind(p_marks jsonb, p_lanes int[], out lanes int[], out above int[], out below int[],
  out mark_lanes int[], out mark_priorities int[], out mark_ids bigint[])
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  with marked as (
    select split_part(key, '/', 1)::int as lane, split_part(key, '/', 2)::int as priority, value::bigint as id
    from jsonb_each_text(p_marks - 'tick')
  ), looks as (
    select open_lane.id as lane, marked.priority, marked.id,
      lag(marked.priority) over (partition by open_lane.id order by marked.priority desc) as next_priority
    from unnest(p_lanes) as open_lane(id)
    left join marked on marked.lane = open_lane.id
    union all
    select marked.lane, null, null, min(marked.priority)
    from marked
    where marked.lane = any (p_lanes) and cardinality(p_lanes) > 1
    group by marked.lane
  )
  select array_agg(looks.lane), array_agg(looks.priority), array_agg(looks.next_priority),
    array_agg(looks.lane) filter (where looks.id is not null), array_agg(looks.priority) filter (where looks.id is not null),
    array_agg(looks.id) filter (where looks.id is not null)
  into lanes, above, below, mark_lanes, mark_priorities, mark_ids
  from looks;
end
$$;
comment on function baton._looks_behind(jsonb, int[]) is
  'What of the queue lies behind a session''s marks ({"tick": n, "lane/priority": id}): ranges of '
  'priorities, and marks.';
