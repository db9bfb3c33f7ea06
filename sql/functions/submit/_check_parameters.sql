-- Everything about parameters that needs more than a look at their length.
create or replace function baton._check_parameters(p_parameters jsonb) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_max_depth int;
  v_max_bytes int;
  v_text text := p_parameters::text;
begin
  select max_parameters_depth, max_parameters_bytes into v_max_depth, v_max_bytes
  from baton.settings;
  if jsonb_typeof(p_parameters) <> 'object' then
    raise exception using errcode = 'BT022', message = 'parameters must be a JSON object',
      hint = 'Write {"name": value, ...}.';
  end if;
  if octet_length(v_text) > v_max_bytes then
    raise exception using errcode = 'BT023',
      message = format('parameters have %s bytes, more than %s', octet_length(v_text), v_max_bytes),
      hint = 'Store large values in a table or a file and pass their key.';
  end if;
  -- Only a container counts as a level, not the value inside it.
  if jsonb_path_exists(p_parameters,
           format('strict $.**{%s to last} ? (@.type() == "object" || @.type() == "array")', v_max_depth)::jsonpath) then
    raise exception using errcode = 'BT023', message = format('parameters are nested more than %s levels deep', v_max_depth),
      hint = 'Pass flatter parameters.';
  end if;
  -- A regular expression counts to 255 at most; this too only tells where to look closely.
  if v_text ~ '[0-9.]{255}'
     and exists (select from jsonb_path_query(p_parameters, 'strict $.** ? (@.type() == "number")') as number
                 where length(number::text) > 310 or abs(number::numeric) > 1.7976931348623157e308) then
    raise exception using errcode = 'BT024', message = 'parameters hold a number that cannot be printed back',
      hint = 'Numbers must fit a double (up to about 1.8e308); pass others as strings.';
  end if;
end
$$;
