-- The value, if given, is one of the words.
create or replace function baton._check_choice(p_object jsonb, p_key text, p_choices text[], p_where text)
returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_one boolean := cardinality(p_choices) = 1;
begin
  if p_object ? p_key
     and (jsonb_typeof(p_object -> p_key) <> 'string' or p_object ->> p_key <> all (p_choices)) then
    raise exception using errcode = 'BT005',
      message = format('%s: %s must be %s%s', p_where, p_key, case when v_one then '' else 'one of ' end, array_to_string(p_choices, ', ')),
      hint = format('Give "%s" %s%s.', p_key, case when v_one then 'this word' else 'one of these words' end, case when p_key <> 'match' then ', or leave the key out' else '' end);
  end if;
end
$$;
