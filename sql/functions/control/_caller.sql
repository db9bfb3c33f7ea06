-- For the records: 'app_login', or 'alice (as app_login)' where the application named the person by
-- set_config('baton.actor', 'alice', ...). The name is what the application says, the role is what
-- PostgreSQL checked. Both are inlined, hence no "set search_path".
create or replace function baton._caller() returns text
language sql stable parallel safe
as $$
  select case
    when pg_catalog.current_setting('baton.actor', true) operator(pg_catalog.<>) '' then
      pg_catalog.left(pg_catalog.current_setting('baton.actor', true), 200)
      operator(pg_catalog.||) ' (as ' operator(pg_catalog.||) baton._caller_role()::pg_catalog.text
      operator(pg_catalog.||) ')'
    else baton._caller_role()::pg_catalog.text
  end
$$;
