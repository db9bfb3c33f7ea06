-- What row security asks, once per statement and table. The login decides first: no SET ROLE leads
-- out of an organisation. Then the role that was set, which is how poolers and PostgREST name a
-- tenant. Never a setting: anybody can write those. A role that is neither mapped nor staff gets an
-- error instead of nothing, the same whatever it asks for.
create function baton._tenant() returns text
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_role name;
  v_tenant record;
begin
  if not (select relrowsecurity from pg_class where oid = 'baton.jobs'::regclass) then
    return null;
  end if;
  select tenants.organisation_id, session_user as role into v_tenant from tenants where tenants.role = quote_ident(session_user)::regrole;
  if v_tenant is null then
    v_role := _caller_role();
    select tenants.organisation_id, v_role as role into v_tenant from tenants where tenants.role = quote_ident(v_role)::regrole;
  end if;
  if v_tenant is not null then
    perform _require_tenant(v_tenant.role);
    return v_tenant.organisation_id;
  end if;
  if not _is_staff(v_role) then
    raise exception using errcode = 'BT142', message = format('role %s belongs to no organisation', quote_ident(v_role)),
      hint = format('Tenant mode is on. The DBA maps it: insert into baton.tenants values (%L, ''<organisation_id>'');', quote_ident(v_role));
  end if;
  return null;
end
$$;
comment on function baton._tenant() is
  'The organisation whose rows the caller may see; null: all, as tenant mode is off or the caller '
  'is staff. BT142: neither.';
