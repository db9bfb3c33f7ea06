-- The value of a rule's one effect.
create or replace function baton._check_effect(p_rule jsonb, p_effect text, p_where text) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_value jsonb := p_rule -> p_effect;
  v_expected text;
  v_name text;
begin
  v_expected := case p_effect
    when 'required' then case when v_value <> 'true' then 'true' end
    when 'outcome' then case when v_value <> '"partial"' then '"partial"' end
    when 'verifies' then case when v_value <> '"checkpoint"' then '"checkpoint"' end
    when 'error' then case when jsonb_typeof(v_value) <> 'string' or v_value #>> '{}' !~ '^[A-Z][A-Z0-9_]{0,62}$'
                           then 'an error code such as "STATE_CONFLICT"' end
    else case when jsonb_typeof(v_value) <> 'string' or v_value #>> '{}' !~ '^[A-Za-z_][A-Za-z0-9_-]{0,62}$'
              then 'a name of letters, digits, "_" and "-"' end
  end;
  if v_expected is not null then
    raise exception using errcode = 'BT013', message = format('%s: %s must be %s', p_where, p_effect, v_expected),
      hint = case p_effect
        when 'required' then 'Leave the rule out where its line need not come.'
        when 'outcome' then 'A success or a failure is what the script''s exit status says; "required" makes a line necessary for a success.'
        when 'verifies' then 'Such a line proves that the checkpoint is true; nothing else can be verified.'
        when 'error' then 'Codes are upper case; select distinct code from baton.error_classes lists those that have a class.'
        else format('The value of "%s" is the name under which the text is kept, such as "subdomain".', p_effect) end;
  end if;
  if p_rule ? 'default' and p_effect <> 'output' then
    raise exception using errcode = 'BT013', message = format('%s: default belongs to a rule with output', p_where),
      hint = 'Remove "default", or give the rule an "output".';
  end if;
  v_name := case when p_rule ? 'between' then 'between' when p_rule ? 'type' then 'type' end;
  if v_name is not null and p_effect not in ('output', 'checkpoint') then
    raise exception using errcode = 'BT013',
      message = format('%s: %s belongs to a rule with output or checkpoint', p_where, v_name),
      hint = format('Remove "%s"; rules without a value match one line.', v_name);
  end if;
  if coalesce(p_rule ->> 'type', 'string') = 'string' then
    perform baton._check_text(p_rule, 'default', p_where);
  elsif p_rule ->> 'type' <> 'json' and jsonb_typeof(p_rule -> 'default') <> p_rule ->> 'type' then
    raise exception using errcode = 'BT013', message = format('%s: default must be a %s', p_where, p_rule ->> 'type'),
      hint = format('Write %s as JSON has it, without quotes, or leave it out.',
        case p_rule ->> 'type' when 'number' then '0' else 'false' end);
  end if;
end
$$;
