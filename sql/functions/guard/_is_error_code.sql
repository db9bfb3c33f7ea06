create function baton._is_error_code(p_code text) returns boolean
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select p_code in ('UNKNOWN', 'INTERRUPTED', 'EXECUTOR_LOST', 'REJECTED')   -- Baton's own
    or exists (select from error_classes as class where class.code = p_code)
$$;
comment on function baton._is_error_code(text) is
  'Whether failures can have that code; null for null.';
