create or replace function baton._check_required(p_parameters jsonb, p_required text[]) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_name text;
begin
  foreach v_name in array p_required loop
    if p_parameters ->> v_name is null then
      raise exception using errcode = 'BT025', message = format('required parameter %s is missing', v_name),
        hint = format('Give parameters a value for "%s"; null does not count.', v_name);
    end if;
  end loop;
end
$$;
