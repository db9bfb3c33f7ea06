-- Roles belong to the whole server, so they may be there already; nobody logs in as one of them except
-- baton_sql, which runs the SQL steps of applications and may do nothing else. baton_guest is what functions of
-- applications run as that are called in the middle of ours: it may call what baton_sql may, and has nothing of its own.
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
  -- The functions of executors and of maintenance belong to it: it may do what the owner may, and row security lets it see all.
  if not pg_catalog.pg_has_role('baton_engine', 'baton_owner', 'member') then
    grant baton_owner to baton_engine;
  end if;
  if not pg_catalog.pg_has_role('baton_guest', 'baton_sql', 'member') then
    grant baton_sql to baton_guest;
  end if;
end
$$;

-- Everything in the schema belongs to baton_owner; the installer, if not a superuser, must be a member
-- to hand it over.
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
