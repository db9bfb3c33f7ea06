-- Replaces each {{path}} of a template. Values are put in as they are and never looked at again, so
-- a value that contains {{...}} stays what it is. Where a path leads nowhere, the text after its :-
-- stands, as it is written; the names of paths without one come back in missing. Of three braces
-- the last two open.
create function baton._render(p_template text, p_document jsonb, out rendered text, out missing text[])
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_rest text := coalesce(p_template, '');
  v_start int;
  v_end int;
  v_inside text;
  v_default int;
  v_path text;
  v_value text;
begin
  rendered := '';
  loop
    v_start := strpos(v_rest, '{{');
    exit when v_start = 0;
    while substr(v_rest, v_start + 2, 1) = '{' loop
      v_start := v_start + 1;
    end loop;
    v_end := strpos(substr(v_rest, v_start), '}}');
    exit when v_end = 0;
    v_inside := substr(v_rest, v_start + 2, v_end - 3);
    v_default := strpos(v_inside, ':-');
    v_path := btrim(case when v_default > 0 then left(v_inside, v_default - 1) else v_inside end, E' \t\n\r\f\v');
    v_value := _placeholder_value(v_path, p_document);
    if v_value is null and v_default > 0 then
      v_value := substr(v_inside, v_default + 2);
    elsif v_value is null then
      missing := missing || v_path;
    end if;
    rendered := rendered || substr(v_rest, 1, v_start - 1) || coalesce(v_value, '');
    v_rest := substr(v_rest, v_start + v_end + 1);
  end loop;
  rendered := rendered || v_rest;
end
$$;
comment on function baton._render(text, jsonb) is
  'A template with its {{paths}} replaced from a document, or by their own defaults, and the '
  'paths that lead nowhere.';
