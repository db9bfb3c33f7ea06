create or replace function baton._check_required_parameters(p_names jsonb) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if jsonb_typeof(p_names) <> 'array'
     or exists (select from jsonb_array_elements(p_names) as name
                where jsonb_typeof(name) <> 'string' or name #>> '{}' !~ E'\\S') then
    raise exception using errcode = 'BT005',
      message = 'the definition: required_parameters must be an array of names',
      hint = 'Write ["email", "name"].';
  end if;
end
$$;
