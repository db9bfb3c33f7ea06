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

-- The profiler cannot show a function with a polymorphic parameter, so a copy for each type runs in its place.
create schema coverage;
grant usage on schema coverage to public;
do $$
declare
  v_function record;
  v_type text;
begin
  for v_function in
    select function.oid::regprocedure as name, function.proname, pg_get_functiondef(function.oid) as definition,
      pg_get_function_arguments(function.oid) as arguments, function.prorettype::regtype as result
    from pg_catalog.pg_proc as function
    join pg_catalog.pg_language as language on language.oid = function.prolang
    where function.pronamespace = 'baton'::regnamespace and language.lanname = 'plpgsql'
      and 'anyarray'::regtype = any (function.proargtypes)
  loop
    foreach v_type in array array['baton.step_ref[]', 'baton.timers[]'] loop
      execute replace(replace(v_function.definition, 'anyarray', v_type), 'FUNCTION baton.', 'FUNCTION coverage.');
    end loop;
    execute format('create or replace function baton.%I(%s) returns %s language sql '
      'set search_path = pg_catalog, baton, pg_temp as %L', v_function.proname, v_function.arguments, v_function.result,
      format('select coverage.%I(%s)', v_function.proname, (
        select string_agg('$' || place, ', ') from generate_series(1, (
          select pronargs from pg_proc where oid = v_function.name)) as place)));
  end loop;
end
$$;
