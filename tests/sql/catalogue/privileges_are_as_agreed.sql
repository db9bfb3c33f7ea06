begin;
select plan(2);

-- Every privilege of every role on what is in schema baton, but the owner's: change privileges.psql together
-- with sql/grants.sql. A function that is not named there is the owner's alone.
create temp view privileges as
  select split_part(g.grantee::regrole::text, '_', 2) as role, g.kind, g.name, string_agg(g.privilege, ' ' order by g.privilege) as privileges
  from (
    select a.grantee, 'schema' as kind, n.nspname::text as name, lower(a.privilege_type) as privilege
    from pg_namespace n, aclexplode(n.nspacl) as a where n.nspname = 'baton' and a.grantee <> n.nspowner
    union all
    select a.grantee, 'relation', c.relname, lower(a.privilege_type)
    from pg_class c, aclexplode(c.relacl) as a where c.relnamespace = 'baton'::regnamespace and a.grantee <> c.relowner
    union all
    select a.grantee, 'column', c.relname || '.' || t.attname, lower(a.privilege_type)
    from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) as a
    where c.relnamespace = 'baton'::regnamespace and a.grantee <> c.relowner
    union all
    select a.grantee, 'function', p.proname, lower(a.privilege_type)
    from pg_proc p, aclexplode(p.proacl) as a where p.pronamespace = 'baton'::regnamespace and a.grantee <> p.proowner
  ) as g
  group by g.grantee, g.kind, g.name;

create temp table agreed (role text, kind text, name text, privileges text);
\ir privileges.psql
select is_empty('select * from privileges except select * from agreed', 'nothing is granted that was not agreed on');
select is_empty('select * from agreed except select * from privileges', 'everything that was agreed on is granted');

select * from finish();
rollback;
