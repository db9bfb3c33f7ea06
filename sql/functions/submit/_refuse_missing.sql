create or replace function baton._refuse_missing(p_name text) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  raise exception using errcode = 'BT025', message = format('required parameter %s is missing', p_name),
    hint = format('Give parameters a value for "%s"; null does not count.', p_name);
end
$$;
