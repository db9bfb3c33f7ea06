-- A step with the definition's defaults filled in; environments are merged name by name. Inlined,
-- hence no "set search_path".
create or replace function baton._with_defaults(p_step jsonb, p_defaults jsonb) returns jsonb
language sql stable
as $$
  select case
    when p_defaults is null then p_step
    when p_defaults ? 'environment' and p_step ? 'environment' then
      p_defaults || p_step || jsonb_build_object('environment', p_defaults -> 'environment' || (p_step -> 'environment'))
    else p_defaults || p_step
  end
$$;
