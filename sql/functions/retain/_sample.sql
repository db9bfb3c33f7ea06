-- Evenly spread over the table, and so is every beginning of the answer: whoever has looked at the
-- first half of the blocks has looked everywhere.
create function baton._sample(p_table regclass, p_blocks int, out blocks bigint[],
  out of_blocks bigint)
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  with size as (
    select pg_relation_size(p_table) / current_setting('block_size')::int as blocks
  ), numbered as (
    select n, least(size.blocks, p_blocks) as count,
      (n * size.blocks / least(size.blocks, p_blocks))::bigint as block, size.blocks
    from size
    cross join lateral generate_series(0, least(size.blocks, p_blocks) - 1) as n
  )
  -- By the bits of their numbers from the last to the first: 0, a half, a quarter, three quarters.
  select coalesce(array_agg(numbered.block order by reverse(numbered.n::int::bit(20)::text)), '{}'),
    (select size.blocks from size)
  from numbered
$$;
comment on function baton._sample(regclass, int) is
  'Numbers of up to so many blocks of a table, and how many blocks it has.';
