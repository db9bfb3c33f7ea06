-- For the numbers that callers give: one that is none, or too large to be meant, is refused before
-- anything is done for it.
create function baton._within(p_name text, p_value bigint, p_least bigint, p_most bigint) returns bigint
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if p_value is null or p_value not between p_least and p_most then
    raise exception using errcode = 'BT062', message = format('%s must be between %s and %s', p_name, p_least, p_most),
      hint = 'Call it several times for more.';
  end if;
  return p_value;
end
$$;
comment on function baton._within(text, bigint, bigint, bigint) is
  'The number, or BT062 when it is not between the other two.';
