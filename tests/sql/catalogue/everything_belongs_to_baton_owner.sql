begin;
select plan(9);

select is_empty($$
  select p.oid::regprocedure, p.proowner::regrole from pg_proc p
  where p.pronamespace = 'baton'::regnamespace and p.proowner <> 'baton_owner'::regrole and p.proname not in ('_ask_validation', '_server_marks')
    and not (p.proowner = 'baton_engine'::regrole and p.prosecdef and not has_function_privilege('baton_tenant', p.oid, 'execute'))
$$, 'functions, but for those that work for all organisations, which tenants have no right to');
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

select is((select proowner::regrole::text from pg_proc where oid = 'baton._ask_validation(text, bigint, jsonb)'::regprocedure), 'baton_guest',
  'what calls functions of applications belongs to a guest');
select is_empty($$
  select roleid::regrole::text from pg_auth_members where member = 'baton_guest'::regrole and roleid <> 'baton_sql'::regrole
  union all select rolname from pg_roles where rolname = 'baton_guest' and (rolcanlogin or rolsuper or rolcreaterole)
  union all select nspname from pg_namespace where nspname = 'baton' and has_schema_privilege('baton_guest', oid, 'create')
$$, 'who may call what SQL steps may, and nothing else');

select is((select proowner::regrole::text from pg_proc where oid = 'baton._server_marks()'::regprocedure), session_user::text,
  'what may read the files of the server belongs to whoever installed');

select * from finish();
rollback;
