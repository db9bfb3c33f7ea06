-- The rules that read a script's output: each has a stream, a pattern (or two, between which lines
-- are read) and exactly one effect.
create or replace function baton._check_rules(p_rules jsonb, p_where text) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_effects constant text[] := array['output', 'checkpoint', 'outcome', 'error', 'verifies', 'required'];
  v_rule jsonb;
  v_where text;
  v_given text[];
begin
  if jsonb_typeof(p_rules) <> 'array' then
    raise exception using errcode = 'BT005', message = format('%s: rules must be an array', p_where),
      hint = 'Write [{"match": "stdout", "pattern": "...", "output": "name"}].';
  end if;

  for v_rule, v_where in
    select value, format('%s: rule %s', p_where, ordinality)
    from jsonb_array_elements(p_rules) with ordinality
  loop
    perform baton._check_keys(v_rule, array['match', 'pattern', 'between', 'type', 'default'] || c_effects, v_where),
            baton._check_choice(v_rule, 'match', '{stdout,stderr}', v_where),
            baton._check_choice(v_rule, 'type', '{string,number,boolean,json}', v_where),
            baton._check_text(v_rule, 'pattern', v_where);
    if not v_rule ? 'match' or (v_rule ? 'pattern') = (v_rule ? 'between') then
      raise exception using errcode = 'BT013',
        message = format('%s needs match, and either pattern or between', v_where),
        hint = 'Give "match" ("stdout" or "stderr") and "pattern", a regular expression; "between" has two, for several lines.';
    end if;
    if v_rule ? 'between' then
      perform baton._check_between(v_rule -> 'between', v_where);
    else
      perform baton._check_pattern(v_rule ->> 'pattern', v_where);
    end if;

    select array_agg(effect) into v_given from unnest(c_effects) as effect where v_rule ? effect;
    if v_given is null then
      raise exception using errcode = 'BT013', message = format('%s has no effect', v_where),
        hint = format('Give it one of %s.', array_to_string(c_effects, ', '));
    elsif cardinality(v_given) > 1 then
      raise exception using errcode = 'BT013',
        message = format('%s has more than one effect: %s', v_where, array_to_string(v_given, ', ')),
        hint = 'Write one rule per effect; they may share the pattern.';
    end if;
    perform baton._check_effect(v_rule, v_given[1], v_where);
  end loop;
end
$$;
