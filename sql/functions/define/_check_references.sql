-- Every {{...}} and every path of "when" is well-formed and can have a value when the step starts: a
-- context path must name a step that this one depends on, else its value would depend on timing.
create or replace function baton._check_references(p_step jsonb, p_environment jsonb, p_ancestors text[]) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_where text := format('step %s', p_step ->> 'key');
  v_text text;
  v_path text;
begin
  for v_text in
    select jsonb_array_elements_text(p_step -> 'command') where p_step ? 'command'
    union all
    select value #>> '{}' from jsonb_each(p_environment) where jsonb_typeof(value) = 'string'
    union all
    select rule ->> 'default' from jsonb_array_elements(p_step -> 'rules') as rule where rule ? 'default'
  loop
    continue when strpos(v_text, '{{') = 0;
    for v_path in
      select matched[1] from regexp_matches(v_text, '\{\{\s*([^{}]*?)\s*\}\}', 'g') as matched
    loop
      if v_path !~ '^(parameters|context|checkpoint|job)(\.[A-Za-z0-9_-]+)+$' then
        raise exception using errcode = 'BT014',
          message = format('%s: placeholder {{%s}} is not a path', v_where, v_path),
          hint = 'A placeholder begins with parameters., context.<step>., checkpoint. or job.';
      end if;
      perform baton._check_context_path(v_path, p_ancestors, v_where);
    end loop;
    if strpos(regexp_replace(v_text, '\{\{\s*([^{}]*?)\s*\}\}', '', 'g'), '{{') > 0 then
      raise exception using errcode = 'BT014', message = format('%s: a placeholder is not closed', v_where),
        hint = 'Write {{parameters.name}}.';
    end if;
  end loop;

  if p_step ? 'when' then
    perform baton._check_context_path(path, p_ancestors, v_where) from jsonb_object_keys(p_step -> 'when') as path;
  end if;
end
$$;
