-- Run before a server with coverage goes: one JSON line per statement of a function, and per SQL function.
-- (The copies of a polymorphic function in schema coverage count together.)
\pset tuples_only on
\pset format unaligned
set search_path = pg_catalog, baton, pg_temp;
select pg_catalog.json_build_object(
  'function', case function.pronamespace when 'baton'::regnamespace then function.oid::regprocedure::text else function.proname end,
  'statement', statement.stmtid, 'kind', statement.stmtname, 'line', statement.lineno, 'count', coalesce(statement.exec_stmts, 0),
  'source', btrim(split_part(function.prosrc, E'\n', statement.lineno)))
from pg_proc as function
join pg_language as language on language.oid = function.prolang and language.lanname = 'plpgsql'
cross join lateral public.plpgsql_profiler_function_statements_tb(function.oid) as statement
where function.pronamespace in ('baton'::regnamespace, 'coverage'::regnamespace);
select json_build_object('function', function.oid::regprocedure::text, 'statement', 0, 'kind', 'sql', 'line', 1,
  'count', coalesce(counted.calls, 0), 'source', '')
from pg_proc as function
join pg_language as language on language.oid = function.prolang and language.lanname = 'sql'
left join pg_stat_user_functions as counted on counted.funcid = function.oid
where function.pronamespace = 'baton'::regnamespace;
