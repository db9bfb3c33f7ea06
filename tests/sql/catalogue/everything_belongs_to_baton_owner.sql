begin;
select plan(6);

select is_empty($$
  select p.oid::regprocedure, p.proowner::regrole from pg_proc p
  where p.pronamespace = 'baton'::regnamespace and p.proowner <> 'baton_owner'::regrole
$$, 'functions');
select is_empty($$
  select c.oid::regclass, c.relowner::regrole from pg_class c
  where c.relnamespace = 'baton'::regnamespace and c.relowner <> 'baton_owner'::regrole
$$, 'tables, views, sequences and indexes');
select is((select nspowner::regrole::text from pg_namespace where nspname = 'baton'), 'baton_owner', 'the schema');
select is_empty($$select rolname from pg_roles where rolname = 'baton_owner' and (rolcanlogin or rolsuper or rolcreaterole)$$,
  'who cannot log in');
select is((select array_agg(rolname::text) from pg_roles where rolname like 'baton\_%' and rolcanlogin), '{baton_sql}',
  'the only role of ours that can is the one for SQL steps');
select is_empty($$select from pg_auth_members where member = 'baton_sql'::regrole$$, 'and that one is a member of nothing');

select * from finish();
rollback;
