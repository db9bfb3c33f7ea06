-- The last definition of inline steps that is old enough to leave; 0: there is none.
create function baton._definitions_end_at(p_as_of timestamptz) returns bigint
language sql stable
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_sort = off
as $$
  select coalesce((
    select definition.id
    from definitions as definition
    where definition.job_type is null and definition.created_at < p_as_of - interval '1 day'
    order by definition.id desc
    limit 1), 0)
$$;
comment on function baton._definitions_end_at(timestamptz) is
  'The id up to which definitions may leave.';
