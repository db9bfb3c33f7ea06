-- Stores a checked definition and its steps in columns; the id of the definition.
create or replace function baton._store_definition(p_definition jsonb, p_hash bytea, p_job_type text, p_version int)
returns bigint
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_settings baton.settings := (select s from baton.settings s);
  v_id bigint;
  v_row record;
  v_step jsonb;
  v_keys text[] := array(select value ->> 'key' from jsonb_array_elements(p_definition -> 'steps') with ordinality
                         order by ordinality);
begin
  insert into baton.definitions (job_type, version, hash, definition, required_parameters, step_count, created_at, created_by)
  values (p_job_type, p_version, p_hash, p_definition,
          array(select jsonb_array_elements_text(p_definition -> 'required_parameters')),
          cardinality(v_keys), baton._now(), baton._caller())
  on conflict (hash) where job_type is null do nothing
  returning id into v_id;
  if v_id is null then
    return null;  -- somebody else has just stored the same ad-hoc graph
  end if;

  for v_row in select * from baton._linked_steps(p_definition -> 'steps') loop
    v_step := baton._with_defaults(v_row.step, p_definition -> 'defaults');
    perform baton._check_references(v_step, coalesce(v_step -> 'environment', '{}'),
              array(select v_keys[a] from unnest(v_row.ancestors) as a));
    insert into baton.definition_steps
      (definition_id, n, key, label, phase, kind, lane, circuit_breaker, command, sql_function, instructions,
       environment, has_placeholders, spec, when_condition, run_if, on_failure, backoff, max_attempts,
       timeout, rules, output_defaults, parents, children, ancestors)
    select
      v_id, v_row.n, v_row.key, coalesce(v_step ->> 'label', v_row.key), v_step ->> 'phase',
      case when v_step ? 'command' then 'command' when v_step ? 'sql' then 'sql' else 'manual' end,
      baton._lane(coalesce(v_step ->> 'queue', 'default'), v_step ->> 'circuit_breaker'), v_step ->> 'circuit_breaker',
      v_step -> 'command', v_step ->> 'sql', v_step ->> 'manual', v_step -> 'environment',
      strpos(concat(v_step -> 'command', v_step -> 'environment'), '{{') > 0,
      baton._spec(v_step, p_job_type, t.timeout, baton._duration(v_step, 'idle_timeout', '0', ''),
                  coalesce(baton._duration(v_step, 'grace', '0', ''), v_settings.default_grace)),
      v_step -> 'when', coalesce(v_step ->> 'run_if', 'all_completed'),
      coalesce(v_step ->> 'on_failure', 'fail_job'), v_step ->> 'backoff', (v_step ->> 'max_attempts')::int,
      t.timeout, v_step -> 'rules',
      (select jsonb_object_agg(rule ->> 'output', rule -> 'default')
       from jsonb_array_elements(v_step -> 'rules') as rule where rule ? 'default'),
      v_row.parents, v_row.children, v_row.ancestors
    from (select coalesce(baton._duration(v_step, 'timeout', '0', ''), v_settings.default_timeout) as timeout) as t;
  end loop;
  return v_id;
end
$$;
