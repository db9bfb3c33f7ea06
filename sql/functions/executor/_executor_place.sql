-- Where an executor's row is (null: nowhere that this statement sees). Each claim leaves a dead
-- version of it, and under a held snapshot a look-up by key reads them all, the oldest first. Going
-- down the index from above, the newest comes first. Whoever changes the row at this place and
-- finds nothing there has met a change of somebody else, and asks by key.
create function baton._executor_place(p_executor_id bigint) returns tid
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  return (
    select case when newest.id = p_executor_id then newest.place end
    from (select id, ctid as place from executors where id <= p_executor_id order by id desc limit 1) as newest);
end
$$;
comment on function baton._executor_place(bigint) is
  'The place (ctid) of an executor''s row, found without reading its dead versions.';
