create function baton._organisation(p_given text, p_tenant text default baton._tenant()) returns text
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if p_given <> p_tenant then
    raise exception using errcode = 'BT140', message = 'organisation_id must be that of the role which asks',
      hint = format('Leave it out: it is %s.', quote_literal(p_tenant));
  end if;
  return coalesce(p_tenant, p_given);
end
$$;
comment on function baton._organisation(text, text) is
  'The organisation that a call is about: a tenant''s own where it names none; BT140 when it '
  'names another.';
