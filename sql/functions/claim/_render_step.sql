-- A step's argv and environment with their placeholders replaced; {"secret": name} entries pass
-- untouched, the executor resolves them. What is missing makes the step unstartable; its message
-- names paths, never values.
create function baton._render_step(p_command jsonb, p_environment jsonb, p_document jsonb,
  out command text, out environment text, out unstartable text)
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_template text;
  v_name text;
  v_entry jsonb;
  v_part record;
  v_missing text[] := '{}';
  v_command jsonb := '[]';
  v_environment jsonb := '{}';
begin
  for v_template in select jsonb_array_elements_text(p_command) loop
    v_part := _render(v_template, p_document);
    v_missing := v_missing || v_part.missing;
    v_command := v_command || to_jsonb(v_part.rendered);
  end loop;
  for v_name, v_entry in select key, value from jsonb_each(coalesce(p_environment, '{}')) loop
    if jsonb_typeof(v_entry) = 'string' then
      v_part := _render(v_entry #>> '{}', p_document);
      v_missing := v_missing || v_part.missing;
      v_entry := to_jsonb(v_part.rendered);
    end if;
    v_environment := v_environment || jsonb_build_object(v_name, v_entry);
  end loop;
  command := v_command::text;
  environment := v_environment::text;
  if cardinality(v_missing) > 0 then
    unstartable := jsonb_build_object('code', 'MISSING_PARAM', 'message', format('nothing found for %s',
      (select string_agg(distinct '{{' || path || '}}', ', ') from unnest(v_missing) as path)))::text;
  end if;
end
$$;
comment on function baton._render_step(jsonb, jsonb, jsonb) is
  'argv and environment of a step with placeholders replaced, or why the step cannot be started '
  '(MISSING_PARAM).';
