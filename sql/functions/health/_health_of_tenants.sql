-- Says nothing where tenant mode was never asked for.
create function baton._health_of_tenants(out name text, out status text, out message text, out fix text)
returns setof record
language sql stable security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select 'tenants', case when _tenant_mode() then 'ok' else 'warning' end,
    case when _tenant_mode() then format('Tenant mode is on, for %s roles.', mapped.roles)
      else format('Tenant mode is off, so that the %s roles of baton.tenants see all jobs.', mapped.roles) end,
    case when not _tenant_mode() then 'select baton.enable_tenants(); or: delete from baton.tenants;' end
  from (select count(*) as roles from tenants) as mapped
  where _tenant_mode() or mapped.roles > 0
  union all
  select 'tenants', 'problem', format('Row security is not on, or not forced, for %s.', string_agg(relation.oid::regclass::text, ', ')), 'select baton.enable_tenants();'
  from pg_class as relation
  where _tenant_mode() and relation.oid in (select _protected_tables())
    and not (relation.relrowsecurity and relation.relforcerowsecurity)
  having count(*) > 0
  union all
  select 'tenant ' || tenants.role::text, 'problem',
    case when roles.oid is null then format('A role of organisation %s was dropped.', quote_literal(left(tenants.organisation_id, 100)))
      else 'It has rights that no tenant may have, so it is refused (BT141).' end,
    case when roles.oid is null then format('delete from baton.tenants where role = %s;', tenants.role::oid)
      else format(E'Revoke its roles of Baton but baton_app and baton_tenant: \\drg %s', tenants.role) end
  from tenants
  left join pg_roles as roles on roles.oid = tenants.role
  where roles.oid is null or _is_staff(roles.rolname) or pg_has_role(roles.oid, 'baton_author', 'member')
  union all
  select 'tenant ' || quote_ident(roles.rolname), 'warning', 'It may submit jobs, but belongs to no organisation, so it is refused (BT142).',
    format('insert into baton.tenants values (%L, ''<organisation_id>'');', quote_ident(roles.rolname))
  from pg_roles as roles
  where _tenant_mode() and roles.rolcanlogin and roles.rolinherit
    and (pg_has_role(roles.oid, 'baton_app', 'usage') or pg_has_role(roles.oid, 'baton_tenant', 'usage'))
    and not _is_staff(roles.rolname)
    and not exists (select from tenants where tenants.role = roles.oid)
$$;
comment on function baton._health_of_tenants() is
  'Checks for baton.health: whether tenant mode is on, and roles that it refuses.';
