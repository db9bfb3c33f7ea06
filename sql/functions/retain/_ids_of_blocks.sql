-- Of each block at most so many (null: all), chosen at random.
create function baton._ids_of_blocks(
  p_table regclass, p_blocks bigint[], p_of_each int, out ids bigint[], out of_ids bigint)
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_indexscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_block bigint;
  v_some bigint[];
begin
  ids := '{}';
  of_ids := 0;
  foreach v_block in array p_blocks loop
    execute format('select array_agg(id order by random()) from %s where ctid >= $1 and ctid < $2',
      p_table)
    into v_some
    using format('(%s,0)', v_block)::tid, format('(%s,0)', v_block + 1)::tid;
    ids := ids || v_some[:coalesce(p_of_each, cardinality(v_some))];
    of_ids := of_ids + coalesce(cardinality(v_some), 0);
  end loop;
end
$$;
comment on function baton._ids_of_blocks(regclass, bigint[], int) is
  'Ids of rows in some blocks of a table, and of how many rows there.';
