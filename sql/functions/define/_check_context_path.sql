create or replace function baton._check_context_path(p_path text, p_ancestors text[], p_where text) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if p_path like 'context.%' and split_part(p_path, '.', 2) <> all (p_ancestors) then
    raise exception using errcode = 'BT014',
      message = format('%s: %s names a step that it does not depend on', p_where, p_path),
      hint = format('Add "%s" to its depends_on, or correct the name.', split_part(p_path, '.', 2));
  end if;
end
$$;
