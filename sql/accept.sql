-- As whoever installs: the database that Baton is installed in is the one to run in. Only a
-- superuser may read the files of the server; from any other the function would keep the role from
-- being dropped, and read nothing more.
do $$
begin
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    alter function baton._server_marks() owner to baton_owner;
  end if;
  perform baton.accept_database();
end
$$;
