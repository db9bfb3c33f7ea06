-- Looks once per start of the server, and where rows of a dump arrived, whether it is the accepted
-- one, and keeps the answer. Leaves it to the next call where somebody holds the row: until then
-- every question is answered by looking.
create function baton._recognise_server() returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_why text;
begin
  perform from installation
  where recognised_start is distinct from pg_postmaster_start_time() or database_oid <> _database_oid()
    or table_oid <> tableoid
    or held_because is null and exists (select from accepted offset 1)
  for update skip locked;
  if found then
    v_why := _why_on_hold();
    update installation
    set recognised_start = pg_postmaster_start_time(), held_because = v_why,
        server_marks = case when v_why is null then _server_marks() else server_marks end;
  end if;
end
$$;
comment on function baton._recognise_server() is
  'Keeps, for this start of the server, whether the database is on hold.';
