-- Removes Baton from the current database, with all jobs and their history:  psql -f
-- sql/uninstall.sql The roles go too, unless another database of this server still uses them.
\set ON_ERROR_STOP on
\set QUIET on
begin isolation level read committed read write;
\ir schema/session.sql
do $$
begin
  if pg_catalog.to_regnamespace('baton') is null then
    raise exception using errcode = 'BT001', message = 'schema baton is not installed in this database',
      hint = 'There is nothing to remove.';
  end if;
end
$$;

-- First, because an entry of pg_cron whose role is gone makes its launcher crash in a loop.
select baton._unschedule_all() as maintenance;

set local client_min_messages = warning;
drop schema baton cascade;

do $$
declare
  v_role text;
begin
  foreach v_role in array array['baton_app', 'baton_author', 'baton_executor', 'baton_operator',
                                'baton_reader', 'baton_cron', 'baton_tenant', 'baton_guest', 'baton_sql', 'baton_engine', 'baton_owner'] loop
    continue when pg_catalog.to_regrole(v_role) is null;
    if not pg_catalog.pg_has_role(v_role, 'usage') then
      execute pg_catalog.format('grant %I to %I', v_role, current_user);
    end if;
    execute pg_catalog.format('drop owned by %I', v_role);
    begin
      execute pg_catalog.format('drop role %I', v_role);
    exception
      when dependent_objects_still_exist or insufficient_privilege or object_in_use then
        raise warning 'role % is kept: something else uses it', v_role;
    end;
  end loop;
end
$$;
commit;
