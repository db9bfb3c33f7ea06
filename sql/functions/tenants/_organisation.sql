create function baton._organisation(p_given text) returns text
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_tenant text := _tenant();
begin
  if v_tenant is not null and p_given <> v_tenant then
    raise exception using errcode = 'BT140', message = 'organisation_id must be that of the role which asks',
      hint = format('Leave it out: it is %s.', quote_literal(v_tenant));
  end if;
  return coalesce(v_tenant, p_given);
end
$$;
comment on function baton._organisation(text) is 'The organisation that a call is about: a tenant''s own where it names none; BT140 when it names another.';
