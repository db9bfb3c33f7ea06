-- Counted as long as they are few. Of a long queue, blocks that are evenly spread over the table
-- stand for all: so it takes as long however much waits, and claims keep nothing for it.
create function baton._ready_steps(p_lanes int[] default null)
returns table (lane int, steps bigint, is_estimate boolean)
language plpgsql stable security definer
rows 10
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
declare
  c_counted constant int := 5000;   -- of each lane
  c_blocks constant int := 200;
  v_lanes int[] := coalesce(p_lanes, array(select lanes.id from lanes order by lanes.id));
  v_steps bigint[] := '{}';
  v_blocks bigint;
  v_block bigint;
  v_read int := 0;
  v_found record;
  v_sampled bigint[] := '{}';
begin
  for i in 1 .. cardinality(v_lanes) loop
    v_steps[i] := (select count(*) from (select from ready
      where ready.lane = v_lanes[i] limit c_counted + 1) as counted);
  end loop;
  if c_counted < any (v_steps) then
    v_blocks := pg_relation_size('baton.ready') / current_setting('block_size')::int;
    for v_place in 0 .. least(c_blocks, v_blocks) - 1 loop
      v_block := case when v_blocks <= c_blocks then v_place
        else (v_place + 0.5) * v_blocks / c_blocks end;
      v_read := v_read + 1;
      for v_found in
        select ready.lane, count(*) as steps
        from ready
        where ready.ctid >= format('(%s,0)', v_block)::tid
          and ready.ctid < format('(%s,0)', v_block + 1)::tid
        group by ready.lane
      loop
        v_sampled[v_found.lane] := coalesce(v_sampled[v_found.lane], 0) + v_found.steps;
      end loop;
    end loop;
  end if;
  for i in 1 .. cardinality(v_lanes) loop
    lane := v_lanes[i];
    steps := v_steps[i];
    is_estimate := false;
    if steps > c_counted then
      steps := coalesce(v_sampled[lane], 0) * v_blocks / v_read;
      if v_blocks > v_read then
        steps := greatest(round(steps::numeric, 2 - length(steps::text)), c_counted + 1);
        is_estimate := true;
      end if;
    end if;
    return next;
  end loop;
end
$$;
comment on function baton._ready_steps(int[]) is
  'How many steps of each lane, or of some, could start now: counted up to 5000, estimated where '
  'they are more (to two digits).';
