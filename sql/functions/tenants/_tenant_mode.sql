-- The tables themselves are the switch, so that they and what is said of them cannot differ.
create function baton._tenant_mode() returns boolean
language sql stable parallel safe
as $$
  select relrowsecurity from pg_catalog.pg_class where oid operator(pg_catalog.=) 'baton.jobs'::pg_catalog.regclass
$$;
comment on function baton._tenant_mode() is 'Whether enable_tenants() was called.';
