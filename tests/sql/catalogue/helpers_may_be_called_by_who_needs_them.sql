-- A function that runs with its caller's rights may call only what the caller may, on every path: a message for the worst hour
-- is not allowed to end in "permission denied". Names of helpers begin with "_" and stand in no message, so the text tells.
begin;
select plan(2);
create function pg_temp.refused() returns table (role name, caller text, helper text) language sql as $$
  select role.name, caller.proname::text, helper.proname::text
  from unnest('{baton_app,baton_author,baton_operator,baton_reader,baton_executor,baton_cron,baton_sql,baton_tenant}'::name[]) as role (name)
  cross join pg_proc as caller
  join pg_proc as helper on helper.pronamespace = caller.pronamespace and helper.proname like '\_%' and helper.oid <> caller.oid
    and coalesce(caller.prosrc, '') ~ ('\m' || helper.proname || '\M *\(')
  where caller.pronamespace = 'baton'::regnamespace and not caller.prosecdef
    and has_function_privilege(role.name, caller.oid, 'execute') and not has_function_privilege(role.name, helper.oid, 'execute')
$$;
select is_empty('select * from pg_temp.refused()', 'whoever may call a function may call what it calls');
create function baton._helper() returns int language sql as 'select 1';
create function baton._calls_it() returns int language sql as 'select baton._helper()';
revoke execute on function baton._helper(), baton._calls_it() from public;
grant execute on function baton._calls_it() to baton_reader;
select results_eq('select * from pg_temp.refused()', $$values ('baton_reader'::name, '_calls_it', '_helper')$$, 'it would be seen');

select * from finish();
rollback;
