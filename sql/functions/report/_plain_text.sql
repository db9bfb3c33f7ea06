-- A page of HTML in an error (a gateway's, say) becomes its title, else its first 200 characters
-- without tags; what stands before it in its line is kept. Other text stays as it is.
create function baton._plain_text(p_text text) returns text
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_start int := regexp_instr(p_text, E'<(!doctype html|html|head|title|body)\\M', 1, 1, 0, 'i');
  v_page text := substr(p_text, v_start);
  v_title text;
begin
  if v_start = 0 then
    return p_text;
  end if;
  v_title := (regexp_match(v_page, '<title[^>]*>([^<]*)<', 'i'))[1];
  if coalesce(btrim(v_title), '') = '' then
    v_title := regexp_replace(v_page, E'<(script|style)\\M.*?</(script|style)>', ' ', 'gi');
    v_title := regexp_replace(v_title, '<[^>]*(>|$)', ' ', 'g');
  end if;
  v_title := replace(replace(v_title, '&nbsp;', ' '), '&amp;', '&');
  return nullif(btrim(substring(substr(p_text, 1, v_start - 1) from E'[^\\n\\r]*$')
    || left(btrim(regexp_replace(v_title, E'\\s+', ' ', 'g')), 200)), '');
end
$$;
comment on function baton._plain_text(text) is
  'A text in which a page of HTML is replaced by its title, or by its first 200 characters.';
