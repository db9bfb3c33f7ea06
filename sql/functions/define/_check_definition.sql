-- The whole definition but for what steps say about each other (that is _linked_steps' part).
create or replace function baton._check_definition(p_definition jsonb, p_known text[]) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_steps jsonb := p_definition -> 'steps';
  v_cap int := (select max_steps_per_job from baton.settings);
begin
  perform baton._check_keys(p_definition, p_known, 'the definition'),
          baton._check_text(p_definition, 'description', 'the definition');
  if p_definition ? 'defaults' then
    perform baton._check_keys(p_definition -> 'defaults',
              array['queue', 'circuit_breaker', 'limit', 'timeout', 'idle_timeout', 'grace', 'backoff', 'on_failure', 'max_attempts',
                    'environment', 'messages', 'on_disconnect'], 'defaults'),
            baton._check_common(p_definition -> 'defaults', 'defaults');
  end if;
  if p_definition ? 'recovery' then
    perform baton._check_recovery(p_definition -> 'recovery');
  end if;
  if p_definition ? 'required_parameters' then
    perform baton._check_required_parameters(p_definition -> 'required_parameters');
  end if;

  if jsonb_typeof(v_steps) is distinct from 'array' or v_steps = '[]' then
    raise exception using errcode = 'BT006', message = 'the definition has no steps',
      hint = 'Give "steps" an array with at least one step.';
  end if;
  if jsonb_array_length(v_steps) > v_cap then
    raise exception using errcode = 'BT016',
      message = format('the definition has %s steps, more than %s', jsonb_array_length(v_steps), v_cap),
      hint = 'Split the work into several jobs, or raise settings.max_steps_per_job.';
  end if;
  perform baton._check_step(value, ordinality::int) from jsonb_array_elements(v_steps) with ordinality;
  perform baton._check_distinct_keys(v_steps);
end
$$;
