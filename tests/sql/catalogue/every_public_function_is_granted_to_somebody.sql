begin;
select plan(1);

select is_empty($$
  select p.oid::regprocedure from pg_proc p
  where p.pronamespace = 'baton'::regnamespace and p.proname not like '\_%'
    and p.proname not in ('enable_tenants', 'disable_tenants')   -- the owner's alone
  and not exists (select from aclexplode(p.proacl) as a where a.grantee <> p.proowner)
$$, 'a new function has a row in grants.sql');

select * from finish();
rollback;
