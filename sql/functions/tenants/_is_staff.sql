create function baton._is_staff(p_role name) returns boolean
language sql stable parallel safe
set search_path = pg_catalog, baton, pg_temp
as $$
  select exists (
    select from unnest('{baton_owner,baton_operator,baton_reader,baton_executor,baton_cron,baton_sql}'::name[]) as staff (role)
    where pg_has_role(p_role, staff.role, 'member'))
$$;
comment on function baton._is_staff(name) is 'Whether a role works for all organisations.';
