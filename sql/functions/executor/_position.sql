-- How far this server's log has come: "system identifier/oid/acceptances/timeline/bytes". On one
-- timeline it never goes back, not even in a crash, because only what is on disk is counted. Null
-- where this installation may not know.
create function baton._position() returns text
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return (
    select concat_ws('/', coalesce(system_identifier, 0), database_oid, acceptances, server_marks ->> 'timeline',
      pg_current_wal_flush_lsn() - '0/0')
    from installation
    where server_marks ? 'timeline');
exception when insufficient_privilege then
  return null;
end
$$;
comment on function baton._position() is 'How far the log of this server has come.';
