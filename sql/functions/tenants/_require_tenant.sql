create function baton._require_tenant(p_role name) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if _is_staff(p_role) or pg_has_role(p_role, 'baton_author', 'member') then
    raise exception using errcode = 'BT141', message = format('role %s cannot be a tenant''s', quote_ident(p_role)),
      hint = 'It may be a member of baton_app and baton_tenant only: the other roles of Baton change or see what tenants share.';
  end if;
end
$$;
comment on function baton._require_tenant(name) is
  'BT141 when a role has rights that no tenant may have.';
