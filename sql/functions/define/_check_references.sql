-- Every {{...}} and every path of "when" is well-formed and can have a value when the step starts:
-- a context path must name a step that this one depends on, else its value would depend on timing.
-- One query for the whole definition: a query per step cost four times as much.
create or replace function baton._check_references(p_steps jsonb[], p_keys text[], p_ancestors text[]) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  -- As _render reads it: of three braces the last two open, and the first two that follow close.
  c_placeholder constant text := E'\\{\\{(?!\\{)(.*?)\\}\\}';
  c_evident constant text :=
    E'\\{\\{\\s*(parameters|checkpoint|job)(\\.[A-Za-z0-9_-]+)+\\s*(:-[^{}]*)?\\}\\}';
  c_path constant text := E'^(parameters|context|checkpoint|job)(\\.[A-Za-z0-9_-]+)+$';
  v record;
begin
  with texts as (
    select s.n, s.step, t.text
    from unnest(p_steps) with ordinality as s (step, n)
    cross join lateral (
      select jsonb_array_elements_text(s.step -> 'command') as text
      union all
      select value #>> '{}' from jsonb_each(s.step -> 'environment') where jsonb_typeof(value) = 'string'
      union all
      select rule ->> 'default' from jsonb_array_elements(s.step -> 'rules') as rule
      where jsonb_typeof(rule -> 'default') = 'string'
    ) as t
    -- Taking out what is right by itself is quick; what is left has a path into the context, or
    -- something wrong.
    where strpos(t.text, '{{') > 0 and strpos(regexp_replace(t.text, c_evident, '', 'g'), '{{') > 0
  ), placeholders as (
    select n, matched[1] as inside, strpos(matched[1], ':-') as default_at
    from texts
    cross join lateral regexp_matches(text, c_placeholder, 'g') as matched
  ), paths as (
    select n, case when named !~ '[{}]' then btrim(named, E' \t\n\r\f\v') end as path,
      true as placeholder, case when default_at > 0 then substr(inside, default_at + 2) end as fallback
    from placeholders
    cross join lateral (
      select case when default_at > 0 then left(inside, default_at - 1) else inside end as named) as part
    union all
    select n, null, true, null
    from texts
    where strpos(regexp_replace(text, c_placeholder, '', 'g'), '{{') > 0
    union all
    select n, path, false, null
    from unnest(p_steps) with ordinality as s (step, n)
    cross join lateral jsonb_object_keys(s.step -> 'when') as path
  )
  select n, path, placeholder and path !~ c_path as malformed, fallback ~ '[{}]' as braced into v
  from paths
  where path is null
     or placeholder and path !~ c_path
     or fallback ~ '[{}]'
     or path like 'context.%'
        and array_position(p_keys, split_part(path, '.', 2)) = any (p_ancestors[n]::int[]) is not true
  order by n, placeholder desc, path
  limit 1;
  if not found then
    return;
  end if;

  if v.path is null then
    raise exception using errcode = 'BT014', message = format('step %s: a placeholder is not closed', p_keys[v.n]),
      hint = 'Write {{parameters.name}}.';
  elsif v.malformed then
    raise exception using errcode = 'BT014',
      message = format('step %s: placeholder {{%s}} is not a path', p_keys[v.n], v.path),
      hint = 'A placeholder begins with parameters., context.<step>., checkpoint. or job.; a default follows it as :-text.';
  elsif v.braced then
    raise exception using errcode = 'BT014',
      message = format('step %s: the default of {{%s:-...}} has a brace in it', p_keys[v.n], v.path),
      hint = 'A default is plain text up to "}}": it holds neither braces nor another placeholder.';
  end if;
  raise exception using errcode = 'BT014',
    message = format('step %s: %s names a step that it does not depend on', p_keys[v.n], v.path),
    hint = format('Add "%s" to its depends_on, or correct the name.', split_part(v.path, '.', 2));
end
$$;
