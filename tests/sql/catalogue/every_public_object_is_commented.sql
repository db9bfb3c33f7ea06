begin;
select plan(3);

select is_empty($$
  select p.oid::regprocedure from pg_proc p
  where p.pronamespace = 'baton'::regnamespace and p.proname not like '\_%' and obj_description(p.oid, 'pg_proc') is null
$$, 'functions');
select is_empty($$
  select c.oid::regclass from pg_class c
  where c.relnamespace = 'baton'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and obj_description(c.oid, 'pg_class') is null
$$, 'tables and views');
select isnt(obj_description('baton'::regnamespace, 'pg_namespace'), null, 'the schema');

select * from finish();
rollback;
