-- A step with the definition's defaults filled in; environments are merged name by name.
create or replace function baton._with_defaults(p_step jsonb, p_defaults jsonb) returns jsonb
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(p_defaults, '{}') || p_step
    || case
         when p_defaults ? 'environment' and p_step ? 'environment'
           then jsonb_build_object('environment', p_defaults -> 'environment' || (p_step -> 'environment'))
         else '{}'
       end
$$;
