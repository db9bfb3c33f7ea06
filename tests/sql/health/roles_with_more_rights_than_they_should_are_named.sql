-- Roles belong to the server: whoever may change them can give Baton's more than it asks for.
begin;
\ir ../fixtures.psql
set local client_min_messages = error;
select plan(9);
create function pg_temp.said() returns text language sql as $$
  select string_agg(concat_ws(' ', name, status || ':', message, '->', fix), E'\n' order by name, message)
  from baton.health where name like 'role %'
$$;
select is(pg_temp.said(), null, 'as installed');
create role t_web login in role baton_app;
create role t_owner login in role baton_owner;
create role t_executor login in role baton_executor;
grant baton_reader to baton_operator;
select is(pg_temp.said(), null, 'logins with roles of Baton, and roles that people chain, are as meant');

alter role baton_owner superuser createdb;
select is(pg_temp.said(), 'role baton_owner problem: It has rights that no role of Baton may have: superuser, createdb. -> '
  'alter role baton_owner nosuperuser nobypassrls noreplication nocreaterole nocreatedb;', 'a superuser');
alter role baton_owner nosuperuser nocreatedb;
alter role baton_sql bypassrls;
select matches(pg_temp.said(), '^role baton_sql problem: .*bypassrls', 'bypassrls');
alter role baton_sql nobypassrls;
alter role baton_engine login;
alter role baton_reader login;
select is(pg_temp.said(), 'role baton_engine problem: It can log in; only people, applications and executors should, as members of it. -> alter role baton_engine nologin;
role baton_reader warning: It can log in; only people, applications and executors should, as members of it. -> alter role baton_reader nologin;', 'logins');
alter role baton_engine nologin;
alter role baton_reader nologin;
grant pg_write_server_files to baton_app;
select is(pg_temp.said(), 'role baton_app problem: It is a member of pg_write_server_files, so that its members have the rights of that role, too. -> '
  'revoke pg_write_server_files from baton_app;', 'a membership');
revoke pg_write_server_files from baton_app;
grant baton_owner to baton_sql;
select matches(pg_temp.said(), 'role baton_sql problem: It is a member of baton_owner', 'within Baton''s own');
revoke baton_owner from baton_sql;
grant baton_owner to t_web;
select is(pg_temp.said(), 'role t_web warning: It submits or runs jobs, and is a member of baton_owner, which owns everything. -> '
  'revoke baton_owner from t_web; or let another role submit them.', 'an application that owns everything');
set local role baton_reader;
select isnt(pg_temp.said(), null, 'readers are told');
reset role;

select * from finish();
rollback;
