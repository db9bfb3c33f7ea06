-- The condition of a step: path -> comparison, such as {"context.menuImport.items": "> 0"}; all
-- must hold.
create or replace function baton._check_when(p_when jsonb, p_where text) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_path text;
  v_comparison jsonb;
begin
  if jsonb_typeof(p_when) <> 'object' or p_when = '{}' then
    raise exception using errcode = 'BT005',
      message = format('%s: when must be a JSON object that is not empty', p_where),
      hint = 'Write {"context.menuImport.items": "> 0"}.';
  end if;
  for v_path, v_comparison in select key, value from jsonb_each(p_when) loop
    if v_path !~ E'^(parameters|context|job)(\\.[A-Za-z0-9_-]+)+$' then
      raise exception using errcode = 'BT014',
        message = format('%s: when: "%s" is not a path', p_where, v_path),
        hint = 'A path begins with parameters., context.<step>. or job.';
    end if;
    if jsonb_typeof(v_comparison) <> 'string'
       or v_comparison #>> '{}' !~ E'^(exists|missing|(>|>=|<|<=) -?[0-9]+(\\.[0-9]+)?|(=|!=) .+)$' then
      raise exception using errcode = 'BT005',
        message = format('%s: when: the comparison of %s is not understood', p_where, v_path),
        hint = 'Write "> 0", ">= 1.5", "< 10", "<= 2", "= text", "!= text", "exists" or "missing".';
    end if;
  end loop;
end
$$;
