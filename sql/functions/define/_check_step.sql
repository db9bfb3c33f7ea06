-- One step by itself: keys, values and kind. What it says about other steps is checked by
-- _linked_steps and _check_references.
create or replace function baton._check_step(p_step jsonb, p_n int) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_known constant text[] := array['key', 'label', 'phase', 'depends_on', 'command', 'sql', 'manual',
    'queue', 'circuit_breaker', 'timeout', 'idle_timeout', 'grace', 'backoff', 'on_failure', 'max_attempts', 'environment',
    'messages', 'on_disconnect', 'run_if', 'when', 'rules'];
  v_where text := format('step number %s', p_n);
  v_kinds text[];
begin
  if jsonb_typeof(p_step) = 'object' and p_step ->> 'key' ~ '^[A-Za-z][A-Za-z0-9_-]{0,62}$' then
    v_where := format('step %s', p_step ->> 'key');
  end if;
  perform baton._check_keys(p_step, c_known, v_where);
  if jsonb_typeof(p_step -> 'key') is distinct from 'string' or p_step ->> 'key' !~ '^[A-Za-z][A-Za-z0-9_-]{0,62}$' then
    raise exception using errcode = 'BT005',
      message = format('%s: key must be a name of up to 63 letters, digits, "_" and "-"', v_where),
      hint = 'A key begins with a letter, such as "menuImport".';
  end if;

  perform baton._check_text(p_step, k, v_where) from unnest(array['label', 'phase', 'manual', 'sql']) as k;
  perform baton._check_common(p_step, v_where);
  perform baton._check_choice(p_step, 'run_if', '{all_completed,all_finished}', v_where);

  select array_agg(k) into v_kinds from unnest(array['command', 'sql', 'manual']) as k where p_step ? k;
  if cardinality(v_kinds) is distinct from 1 then
    raise exception using errcode = 'BT005',
      message = format('%s must have exactly one of command, sql and manual', v_where),
      hint = 'A step runs a program, calls a SQL function, or waits for a person.';
  end if;
  if v_kinds[1] <> 'command' then
    perform baton._check_not_for_kind(p_step, v_kinds[1], v_where);
  end if;

  if p_step ? 'command' then
    perform baton._check_command(p_step -> 'command', v_where);
  elsif p_step ? 'sql' then
    perform baton._check_sql_function(p_step ->> 'sql', v_where);
  end if;
  if p_step ? 'rules' then
    perform baton._check_rules(p_step -> 'rules', v_where);
  end if;
  if p_step ? 'when' then
    perform baton._check_when(p_step -> 'when', v_where);
  end if;
end
$$;
