begin;
select plan(1);

-- install.sql does not check bodies, because functions name others that come later.
create function pg_temp.complaint(p_function oid, p_language name) returns text language plpgsql as $$
begin
  if p_language = 'sql' then
    perform fmgr_sql_validator(p_function);
  else
    perform plpgsql_validator(p_function);
  end if;
  return null;
exception when others then
  return sqlerrm;
end
$$;
set local check_function_bodies = on;
set local search_path = pg_catalog, baton, pg_temp, public;
select is_empty($$
  select p.oid::regprocedure, pg_temp.complaint(p.oid, l.lanname)
  from pg_proc p
  join pg_language l on l.oid = p.prolang
  where p.pronamespace = 'baton'::regnamespace and pg_temp.complaint(p.oid, l.lanname) is not null
$$, 'every body parses, and what SQL functions name is there');

select * from finish();
rollback;
