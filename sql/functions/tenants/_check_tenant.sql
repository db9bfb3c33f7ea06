create function baton._check_tenant() returns trigger
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  perform _require_tenant(rolname) from pg_roles where oid = new.role;
  return new;
end
$$;
