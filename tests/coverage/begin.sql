-- Run by tests/harness/server where BATON_SQL_COVERAGE is set, after the schema is installed.
create extension plpgsql_check schema public;

-- A SQL function without settings may be inlined, and then its calls are not counted.
do $$
declare
  v_function regprocedure;
begin
  for v_function in
    select function.oid::regprocedure
    from pg_catalog.pg_proc as function
    join pg_catalog.pg_language as language on language.oid = function.prolang
    where function.pronamespace = 'baton'::regnamespace and language.lanname = 'sql' and function.proconfig is null
  loop
    execute format('alter function %s set search_path = pg_catalog, baton, pg_temp', v_function);
  end loop;
end
$$;
