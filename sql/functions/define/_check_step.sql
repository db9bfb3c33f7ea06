-- One step by itself: keys, values and kind. What it says about other steps is checked by
-- _linked_steps and _check_references. It and what it calls for most steps (_check_common,
-- _check_command, _check_environment, _duration) run a thousand times in a large definition and
-- only below _check_definition: they take its search path, because setting their own would be a
-- third of their cost.
create or replace function baton._check_step(p_step jsonb, p_n int) returns void
language plpgsql stable
as $$
declare
  c_known constant text[] := array['key', 'label', 'phase', 'depends_on', 'command', 'sql', 'manual',
    'queue', 'circuit_breaker', 'limit', 'timeout', 'idle_timeout', 'grace', 'backoff', 'on_failure', 'max_attempts', 'environment',
    'messages', 'on_disconnect', 'run_if', 'when', 'rules'];
  v_where text := format('step number %s', p_n);
  v_kind text;
begin
  if jsonb_typeof(p_step) = 'object' and p_step ->> 'key' ~ '^[A-Za-z][A-Za-z0-9_-]{0,62}$' then
    v_where := 'step ' || (p_step ->> 'key');
  end if;
  if jsonb_typeof(p_step) is distinct from 'object' or p_step - c_known <> '{}' then
    perform baton._check_keys(p_step, c_known, v_where);
  end if;
  if jsonb_typeof(p_step -> 'key') is distinct from 'string' or p_step ->> 'key' !~ '^[A-Za-z][A-Za-z0-9_-]{0,62}$' then
    raise exception using errcode = 'BT005',
      message = format('%s: key must be a name of up to 63 letters, digits, "_" and "-"', v_where),
      hint = 'A key begins with a letter, such as "menuImport".';
  end if;

  if p_step ?| '{label,phase,manual,sql}' then
    perform baton._check_text(p_step, k, v_where) from unnest(array['label', 'phase', 'manual', 'sql']) as k;
  end if;
  perform baton._check_common(p_step, v_where);
  if p_step ? 'run_if' then
    perform baton._check_choice(p_step, 'run_if', '{all_completed,all_finished}', v_where);
  end if;

  v_kind := case when p_step ? 'command' then 'command' when p_step ? 'sql' then 'sql' else 'manual' end;
  if not p_step ? v_kind or p_step - v_kind ?| '{command,sql,manual}' then
    raise exception using errcode = 'BT005',
      message = format('%s must have exactly one of command, sql and manual', v_where),
      hint = 'A step runs a program, calls a SQL function, or waits for a person.';
  end if;
  if v_kind = 'command' then
    perform baton._check_command(p_step -> 'command', v_where);
  else
    perform baton._check_not_for_kind(p_step, v_kind, v_where);
    if v_kind = 'sql' then
      perform baton._check_sql_function(p_step ->> 'sql', v_where);
    end if;
  end if;
  if p_step ? 'rules' then
    perform baton._check_rules(p_step -> 'rules', v_where);
  end if;
  if p_step ? 'when' then
    perform baton._check_when(p_step -> 'when', v_where);
  end if;
  if p_step ? 'depends_on'
     and (jsonb_typeof(p_step -> 'depends_on') <> 'array'
          or jsonb_path_exists(p_step -> 'depends_on', 'strict $[*] ? (@.type() != "string")')) then
    raise exception using errcode = 'BT005', message = format('%s: depends_on must be an array of step keys', v_where),
      hint = 'Write ["firstStep", "secondStep"], or [] for a step that waits for none.';
  end if;
end
$$;
