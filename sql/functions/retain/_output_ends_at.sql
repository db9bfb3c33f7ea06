-- Up to which id output is looked at: to the first piece that stays for another day. Reads what is
-- old, not what is there.
create function baton._output_ends_at(p_as_of timestamptz) returns bigint
language sql stable
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_sort = off
as $$
  select coalesce(
    (select output.id
     from output_rows as output
     where output.written_at >= p_as_of - (select keep_output_for from retention_settings) + interval '1 day'
     order by output.id
     limit 1),
    (select max(output.id) from output_rows as output),
    0)
$$;
comment on function baton._output_ends_at(timestamptz) is
  'Up to which id pieces of output may be old enough to leave.';
