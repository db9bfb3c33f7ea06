-- A role that is there already may be somebody's trap, or mistake: functions that run with the
-- rights of baton_owner would run with a superuser's, or an application would inherit what its role
-- is a member of.
do $$
declare
  v_role record;
begin
  select role.rolname as name,
    case
      when role.rolsuper then 'is a superuser'
      when role.rolbypassrls then 'passes by row security'
      when role.rolreplication then 'may replicate'
      when role.rolcreaterole then 'may create roles'
      when role.rolcreatedb then 'may create databases'
      when other.rolname is not null then pg_catalog.format('is a member of %I', other.rolname)
      else 'may log in'
    end as is_wrong,
    case
      when other.rolname is not null then pg_catalog.format('revoke %I from %I;', other.rolname, role.rolname)
      else pg_catalog.format('alter role %I nosuperuser nobypassrls noreplication nocreaterole nocreatedb%s;',
        role.rolname, case when role.rolname <> 'baton_sql' then ' nologin' else '' end)
    end as fix
  into v_role
  from pg_catalog.pg_roles as role
  left join pg_catalog.pg_auth_members as membership on membership.member = role.oid
  left join pg_catalog.pg_roles as other on other.oid = membership.roleid
    and (role.rolname, other.rolname) not in (('baton_engine', 'baton_owner'), ('baton_guest', 'baton_sql'))
    -- People may let operators be readers, too.
    and not (role.rolname not in ('baton_owner', 'baton_engine', 'baton_guest', 'baton_sql')
      and other.rolname in ('baton_app', 'baton_author', 'baton_executor', 'baton_operator', 'baton_reader',
        'baton_cron', 'baton_tenant'))
  where role.rolname in ('baton_owner', 'baton_app', 'baton_author', 'baton_executor', 'baton_operator',
      'baton_reader', 'baton_cron', 'baton_tenant', 'baton_engine', 'baton_sql', 'baton_guest')
    and (role.rolsuper or role.rolbypassrls or role.rolreplication or role.rolcreaterole or role.rolcreatedb
      or role.rolcanlogin and role.rolname in ('baton_owner', 'baton_engine', 'baton_guest')
      or other.rolname is not null)
  order by role.rolsuper desc, role.rolname, other.rolname
  limit 1;
  if found then
    raise exception using errcode = 'BT163',
      message = pg_catalog.format('role %I is there already and %s', v_role.name, v_role.is_wrong),
      hint = 'Baton''s functions run with its rights. Find out who made it; then: ' || v_role.fix;
  end if;
end
$$;

-- Roles belong to the whole server, so they may be there already; nobody logs in as one of them
-- except baton_sql, which runs the SQL steps of applications and may do nothing else. baton_guest
-- is what functions of applications run as that are called in the middle of ours: it may call what
-- baton_sql may, and has nothing of its own.
do $$
declare
  v_role text;
begin
  foreach v_role in array array['baton_owner', 'baton_app', 'baton_author', 'baton_executor',
                                'baton_operator', 'baton_reader', 'baton_cron', 'baton_tenant', 'baton_engine'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = v_role) then
      execute pg_catalog.format('create role %I nologin', v_role);
    end if;
  end loop;
  if not exists (select from pg_catalog.pg_roles where rolname = 'baton_sql') then
    create role baton_sql login noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'baton_guest') then
    create role baton_guest nologin;
  end if;
  -- The functions of executors and of maintenance belong to it: it may do what the owner may, and
  -- row security lets it see all.
  if not pg_catalog.pg_has_role('baton_engine', 'baton_owner', 'member') then
    grant baton_owner to baton_engine;
  end if;
  if not pg_catalog.pg_has_role('baton_guest', 'baton_sql', 'member') then
    grant baton_sql to baton_guest;
  end if;
end
$$;

-- Everything in the schema belongs to baton_owner; the installer, if not a superuser, must be a
-- member to hand it over.
do $$
begin
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    execute pg_catalog.format('grant baton_owner, baton_engine, baton_guest to %I', current_user);
  end if;
end
$$;

create schema baton authorization baton_owner;
revoke all on schema baton from public;
comment on schema baton is 'Baton: jobs as graphs of steps, decided in SQL, run by executors.';
