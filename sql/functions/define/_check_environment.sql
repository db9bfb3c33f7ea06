-- Names and values of environment variables. Names that change what a program loads, or that hold
-- the executor's own business, are refused.
create or replace function baton._check_environment(p_environment jsonb, p_where text) returns void
language plpgsql stable
as $$
declare
  v_name text;
  v_value jsonb;
begin
  if jsonb_typeof(p_environment) <> 'object' then
    raise exception using errcode = 'BT005',
      message = format('%s: environment must be a JSON object', p_where),
      hint = 'Write {"NAME": "text", "OTHER": {"secret": "file-name"}}.';
  end if;

  for v_name, v_value in select key, value from jsonb_each(p_environment) loop
    if v_name !~ '^[A-Za-z_][A-Za-z0-9_]{0,254}$' then
      raise exception using errcode = 'BT017',
        message = format('%s: "%s" cannot be the name of an environment variable', p_where, v_name),
        hint = 'Names have letters, digits and "_" and do not begin with a digit.';
    end if;
    if v_name ~ '^(PG.*|BATON_.*|LD_.*|BASH_ENV|ENV|IFS|SHELLOPTS|BASHOPTS|GCONV_PATH|GLIBC_TUNABLES)$' then
      raise exception using errcode = 'BT017',
        message = format('%s: environment variable %s cannot be set by a definition', p_where, v_name),
        hint = 'PG*, BATON_*, LD_* and variables that make programs load other code are reserved.';
    end if;
    if not (jsonb_typeof(v_value) = 'string'
            or (jsonb_typeof(v_value) = 'object'
                and v_value - 'secret' = '{}'
                and jsonb_typeof(v_value -> 'secret') = 'string'
                and v_value ->> 'secret' ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$')) then
      raise exception using errcode = 'BT017',
        message = format('%s: environment variable %s must be a string or {"secret": "name"}', p_where, v_name),
        hint = 'A secret''s name is a file name: letters, digits, ".", "_" and "-".';
    end if;
  end loop;
end
$$;
