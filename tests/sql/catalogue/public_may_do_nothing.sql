begin;
select plan(4);

select is_empty($$
  select p.oid::regprocedure from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
  where p.pronamespace = 'baton'::regnamespace and a.grantee = 0
$$, 'functions');
select is_empty($$
  select c.oid::regclass from pg_class c, aclexplode(c.relacl) as a where c.relnamespace = 'baton'::regnamespace and a.grantee = 0
$$, 'tables, views and sequences');
select is_empty($$
  select from pg_namespace n, aclexplode(n.nspacl) as a where n.nspname = 'baton' and a.grantee = 0
$$, 'the schema');
set local role baton_owner;
create function baton.t_new() returns int language sql as 'select 1';
reset role;
select ok(not has_function_privilege('baton_app', 'baton.t_new()', 'execute'), 'nor will it with functions that are yet to come');

select * from finish();
rollback;
