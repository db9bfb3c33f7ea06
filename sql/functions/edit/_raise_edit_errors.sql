create function baton._raise_edit_errors(p_errors jsonb) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_first jsonb := p_errors -> 0;
  v_others text := coalesce((
    select string_agg(other ->> 'message', E'\n' order by place) || E'\n'
    from jsonb_array_elements(p_errors) with ordinality as listed(other, place)
    where place > 1), '') || 'Nothing was changed.';
begin
  if v_first ->> 'code' = 'BT058' then
    raise exception using errcode = 'BT058', message = v_first ->> 'message', detail = v_others, hint = v_first ->> 'hint';
  elsif v_first is not null then
    raise exception using errcode = 'BT057', message = v_first ->> 'message', detail = v_others, hint = v_first ->> 'hint';
  end if;
end
$$;
comment on function baton._raise_edit_errors(jsonb) is
  'Raises the first of the errors of an edit, with the others as its detail; nothing for an empty '
  'list.';
