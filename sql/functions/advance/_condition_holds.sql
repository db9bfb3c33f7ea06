-- A step's "when": every path must compare as its text says. A path that leads nowhere (or to null)
-- only satisfies "missing" and "!= ...". Numbers compare as
-- numbers, everything else as text, which is equal or not, and neither more nor less.
create function baton._condition_holds(p_condition jsonb, p_document jsonb) returns boolean
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_number constant text := E'^[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$';
  v_path text;
  v_comparison text;
  v_operator text;
  v_wanted text;
  v_found text;
  v_numbers text[];
  v_are_numbers boolean;
  v_holds boolean;
begin
  for v_path, v_comparison in select key, value from jsonb_each_text(p_condition) loop
    v_found := p_document #>> string_to_array(v_path, '.');
    v_operator := substring(v_comparison from E'^\\s*(exists|missing|>=|<=|!=|>|<|=)');
    v_wanted := btrim(regexp_replace(v_comparison, E'^\\s*(exists|missing|>=|<=|!=|>|<|=)', ''));
    -- A number of any length is one; of texts those that a cast can do nothing wrong with.
    v_numbers := array[btrim(v_found, E' \t\n\r\f\v'), v_wanted];
    v_are_numbers := v_numbers[2] ~ c_number and length(v_numbers[2]) <= 2000
      and (jsonb_typeof(p_document #> string_to_array(v_path, '.')) = 'number' or v_numbers[1] ~ c_number and length(v_numbers[1]) <= 2000);
    if v_operator in ('exists', 'missing') then
      v_holds := (v_found is not null) = (v_operator = 'exists');
    elsif v_found is null then
      v_holds := v_operator = '!=';
    elsif v_are_numbers then
      v_holds := case v_operator
        when '>' then v_numbers[1]::numeric > v_numbers[2]::numeric
        when '<' then v_numbers[1]::numeric < v_numbers[2]::numeric
        when '>=' then v_numbers[1]::numeric >= v_numbers[2]::numeric
        when '<=' then v_numbers[1]::numeric <= v_numbers[2]::numeric
        when '=' then v_numbers[1]::numeric = v_numbers[2]::numeric
        else v_numbers[1]::numeric <> v_numbers[2]::numeric end;
    else   -- what is no number is neither more nor less than one
      v_holds := case v_operator when '=' then v_found = v_wanted when '!=' then v_found <> v_wanted else false end;
    end if;
    if not v_holds then
      return false;
    end if;
  end loop;
  return true;
end
$$;
comment on function baton._condition_holds(jsonb, jsonb) is
  'Whether a step''s "when" holds for a document with parameters and context.';
