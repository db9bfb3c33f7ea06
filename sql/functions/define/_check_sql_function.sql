-- A function of the application (a SQL step, the validation of a recovery) exists, has the right
-- shape, and may be called by the role that runs SQL steps. Looked up by name in the catalogue:
-- to_regprocedure would want rights on the application's schema.
create or replace function baton._check_sql_function(p_name text, p_where text, p_key text default 'sql',
  p_returns text[] default '{jsonb}') returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_function record;
begin
  if p_name !~ E'^[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*$' or p_name ~ E'^(pg_|baton\\.|information_schema\\.)' then
    raise exception using errcode = 'BT015',
      message = format('%s: %s must be the name of a function of yours with its schema', p_where, p_key),
      hint = 'Write "schema.function" in lower case, without arguments.';
  end if;

  select p.oid, p.prorettype, p.proretset, p.prokind, n.oid as schema_oid into v_function
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = split_part(p_name, '.', 1)
    and p.proname = split_part(p_name, '.', 2)
    and p.proargtypes = array_to_string(array['bigint'::regtype::oid, 'jsonb'::regtype::oid], ' ')::oidvector;
  if not found or v_function.prorettype <> all (p_returns::regtype[]) or v_function.proretset or v_function.prokind <> 'f' then
    raise exception using errcode = 'BT015',
      message = format('%s: there is no function %s(bigint, jsonb) that returns %s', p_where, p_name, array_to_string(p_returns, ' or ')),
      hint = format('Create it first: (job_id bigint, %s jsonb) returns %s.',
                    case p_key when 'sql' then 'context' else 'job' end, p_returns[1]);
  end if;

  if not has_schema_privilege('baton_sql', v_function.schema_oid, 'usage')
     or not has_function_privilege('baton_sql', v_function.oid, 'execute') then
    raise exception using errcode = 'BT015',
      message = format('%s: role baton_sql may not call %s', p_where, p_name),
      hint = format('GRANT USAGE ON SCHEMA %s TO baton_sql; GRANT EXECUTE ON FUNCTION %s(bigint, jsonb) TO baton_sql;',
                    split_part(p_name, '.', 1), p_name);
  end if;
end
$$;
