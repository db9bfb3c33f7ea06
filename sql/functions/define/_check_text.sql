-- The value, if given, is a string that is not empty.
create or replace function baton._check_text(p_object jsonb, p_key text, p_where text) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if p_object ? p_key
     and (jsonb_typeof(p_object -> p_key) <> 'string' or p_object ->> p_key !~ E'\\S') then
    raise exception using errcode = 'BT005',
      message = format('%s: %s must be a string that is not empty', p_where, p_key),
      hint = format('Give "%s" a text, or leave the key out.', p_key);
  end if;
end
$$;
