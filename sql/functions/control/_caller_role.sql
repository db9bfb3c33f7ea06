-- Who is calling: the role set by SET ROLE, else the login. (Inside a definer function current_user
-- is the owner, so it says nothing.) Inlined, hence no "set search_path".
create or replace function baton._caller_role() returns name
language sql stable parallel safe
as $$
  select case
    when pg_catalog.current_setting('role') operator(pg_catalog.=) 'none' then session_user
    else pg_catalog.current_setting('role')::pg_catalog.name
  end
$$;
