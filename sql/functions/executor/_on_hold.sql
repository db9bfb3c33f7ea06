-- A copied or restored database is not the accepted one: nothing runs in it until a person says so,
-- because the original's executors and services may be running too. Claims ask, so the answer for
-- this start of the server is kept.
create function baton._on_hold() returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return (
    select held_because is not null
      or exists (select from accepted offset 1)
      or (recognised_start is distinct from pg_postmaster_start_time()
          or database_oid <> (select oid from pg_database where datname = current_database())
          or table_oid <> tableoid)
        and _why_on_hold() is not null
    from installation);
end
$$;
comment on function baton._on_hold() is
  'Whether this database is a copy or was restored, and has not been accepted.';
