-- Asked often, hence one expression: a superuser and whoever is a member of any of these.
create function baton._is_staff(p_role name) returns boolean
language plpgsql stable parallel safe
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return pg_has_role(p_role, 'baton_executor', 'member') or pg_has_role(p_role, 'baton_cron', 'member')
    or pg_has_role(p_role, 'baton_operator', 'member') or pg_has_role(p_role, 'baton_reader', 'member')
    or pg_has_role(p_role, 'baton_sql', 'member') or pg_has_role(p_role, 'baton_owner', 'member');
end
$$;
comment on function baton._is_staff(name) is 'Whether a role works for all organisations.';
