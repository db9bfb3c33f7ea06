-- Baton's own roles have what install.sql gives them, and nothing more (schema/roles.sql refuses
-- it, but roles belong to the server, and can be changed at any time). Says nothing where all is
-- well.
create function baton._health_of_roles(out name text, out status text, out message text, out fix text)
returns setof record
language sql stable
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  with ours as (
    select role.*, role.rolname in ('baton_owner', 'baton_engine', 'baton_guest') as is_inner
    from pg_roles as role
    where role.rolname in ('baton_owner', 'baton_app', 'baton_author', 'baton_executor', 'baton_operator',
      'baton_reader', 'baton_cron', 'baton_tenant', 'baton_engine', 'baton_sql', 'baton_guest')
  )
  select format('role %s', ours.rolname), 'problem',
    format('It has rights that no role of Baton may have: %s.', rights.held),
    format('alter role %I nosuperuser nobypassrls noreplication nocreaterole nocreatedb;', ours.rolname)
  from ours
  cross join lateral (
    select concat_ws(', ', case when ours.rolsuper then 'superuser' end, case when ours.rolbypassrls then 'bypassrls' end,
      case when ours.rolreplication then 'replication' end, case when ours.rolcreaterole then 'createrole' end,
      case when ours.rolcreatedb then 'createdb' end) as held
  ) as rights
  where rights.held <> ''
  union all
  select format('role %s', ours.rolname), case when ours.is_inner then 'problem' else 'warning' end,
    'It can log in; only people, applications and executors should, as members of it.',
    format('alter role %I nologin;', ours.rolname)
  from ours
  where ours.rolcanlogin and ours.rolname <> 'baton_sql'
  union all
  select format('role %s', ours.rolname), 'problem',
    format('It is a member of %s, so that its members have the rights of that role, too.', quote_ident(other.rolname)),
    format('revoke %I from %I;', other.rolname, ours.rolname)
  from ours
  join pg_auth_members as membership on membership.member = ours.oid
  join pg_roles as other on other.oid = membership.roleid
  where (ours.rolname, other.rolname) not in (('baton_engine', 'baton_owner'), ('baton_guest', 'baton_sql'))
    and not (other.rolname like E'baton\\_%' and not ours.is_inner
      and other.rolname not in ('baton_owner', 'baton_engine', 'baton_guest', 'baton_sql'))
  union all
  -- Those who own the schema keep it; who submits or runs jobs does not.
  select format('role %s', member.rolname), 'warning',
    format('It submits or runs jobs, and is a member of %s, which owns everything.', inner_role.rolname),
    format('revoke %I from %I; or let another role submit them.', inner_role.rolname, member.rolname)
  from ours as inner_role
  join pg_auth_members as membership on membership.roleid = inner_role.oid
  join pg_roles as member on member.oid = membership.member and member.rolcanlogin and not member.rolsuper
  where inner_role.rolname in ('baton_owner', 'baton_engine')
    and (pg_has_role(member.oid, 'baton_app', 'usage') or pg_has_role(member.oid, 'baton_tenant', 'usage')
      or pg_has_role(member.oid, 'baton_executor', 'usage'))
$$;
comment on function baton._health_of_roles() is
  'Checks for baton.health: whether Baton''s roles have rights or memberships beyond what '
  'install.sql gives them. No row where all is well.';
