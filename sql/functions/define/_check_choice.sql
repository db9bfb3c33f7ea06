-- The value, if given, is one of the words.
create or replace function baton._check_choice(p_object jsonb, p_key text, p_choices text[], p_where text)
returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if p_object ? p_key
     and (jsonb_typeof(p_object -> p_key) <> 'string' or p_object ->> p_key <> all (p_choices)) then
    raise exception using errcode = 'BT005',
      message = format('%s: %s must be one of %s', p_where, p_key, array_to_string(p_choices, ', ')),
      hint = format('Give "%s" one of these words%s.', p_key, case when p_key <> 'match' then ', or leave the key out' else '' end);
  end if;
end
$$;
