-- Stores a checked definition and its steps in columns; the id of the definition.
create or replace function baton._store_definition(p_definition jsonb, p_hash bytea, p_job_type text, p_version int)
returns bigint
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_nestloop = off   -- steps and their names meet by hash: either may be a thousand
set enable_mergejoin = off
set jit = off
as $$
declare
  v_settings baton.settings := (select s from baton.settings s);
  v_id bigint;
begin
  insert into baton.definitions (job_type, version, hash, definition, required_parameters, step_count, created_at, created_by)
  values (p_job_type, p_version, p_hash, p_definition,
          array(select jsonb_array_elements_text(p_definition -> 'required_parameters')),
          jsonb_array_length(p_definition -> 'steps'), baton._now(), baton._caller())
  on conflict (hash) where job_type is null do nothing
  returning id into v_id;
  if v_id is null then
    return null;  -- somebody else has just stored the same ad-hoc graph
  end if;

  with linked as materialized (
    select l.*, coalesce(step ->> 'queue', 'default') as queue, step ->> 'circuit_breaker' as circuit_breaker,
           step ->> 'limit' as limit_name,
           coalesce((step ->> 'timeout')::interval, v_settings.default_timeout) as timeout,
           coalesce((step ->> 'grace')::interval, v_settings.default_grace) as grace
    from baton._linked_steps(p_definition) as l
  ), lanes as materialized (
    select queue, circuit_breaker, limit_name, baton._lane(queue, circuit_breaker, limit_name) as lane
    from (select distinct queue, circuit_breaker, limit_name from linked) as used
  )
  insert into baton.definition_steps
    (definition_id, n, key, label, phase, kind, lane, circuit_breaker, command, sql_function, instructions,
     environment, has_placeholders, spec, when_condition, run_if, on_failure, backoff, max_attempts,
     timeout, rules, output_defaults, parents, children, ancestors)
  select
    v_id, n, key, coalesce(step ->> 'label', key), step ->> 'phase',
    case when step ? 'command' then 'command' when step ? 'sql' then 'sql' else 'manual' end,
    lane, linked.circuit_breaker, step -> 'command', step ->> 'sql', step ->> 'manual', step -> 'environment',
    strpos(concat(step -> 'command', step -> 'environment'), '{{') > 0,
    baton._spec(step, p_job_type, timeout, grace),
    step -> 'when', coalesce(step ->> 'run_if', 'all_completed'), coalesce(step ->> 'on_failure', 'fail_job'),
    step ->> 'backoff', (step ->> 'max_attempts')::int, timeout, step -> 'rules',
    case when step ? 'rules' then
      (select jsonb_object_agg(rule ->> 'output', rule -> 'default')
       from jsonb_array_elements(step -> 'rules') as rule where rule ? 'default')
    end,
    parents, children, ancestors
  from linked
  join lanes on lanes.queue = linked.queue and lanes.circuit_breaker is not distinct from linked.circuit_breaker
    and lanes.limit_name is not distinct from linked.limit_name;
  return v_id;
end
$$;
