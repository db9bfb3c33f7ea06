-- Replaces each {{path}} of a template. Values are put in as they are and never looked at again, so a value
-- that contains {{...}} stays what it is. The names of paths that lead nowhere come back in missing.
create function baton._render(p_template text, p_document jsonb, out rendered text, out missing text[])
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_rest text := p_template;
  v_start int;
  v_end int;
  v_path text;
  v_value text;
begin
  rendered := '';
  loop
    v_start := strpos(v_rest, '{{');
    exit when v_start = 0;
    v_end := strpos(substr(v_rest, v_start), '}}');
    exit when v_end = 0;
    v_path := btrim(substr(v_rest, v_start + 2, v_end - 3));
    v_value := _placeholder_value(v_path, p_document);
    if v_value is null then
      missing := missing || v_path;
    end if;
    rendered := rendered || substr(v_rest, 1, v_start - 1) || coalesce(v_value, '');
    v_rest := substr(v_rest, v_start + v_end + 1);
  end loop;
  rendered := rendered || v_rest;
end
$$;
comment on function baton._render(text, jsonb) is 'A template with its {{paths}} replaced from a document, and the paths that lead nowhere.';
