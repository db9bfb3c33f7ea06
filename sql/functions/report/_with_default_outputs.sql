-- Outputs of a success, with the defaults of rules that found nothing. A default whose own {{path}} leads nowhere is left out.
create function baton._with_default_outputs(p_outputs jsonb, p_defaults jsonb, p_parameters jsonb, p_context jsonb) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(jsonb_object_agg(entry.key, part.rendered) filter (where part.missing is null), '{}')
    || coalesce(p_outputs, '{}')
  from jsonb_each_text(p_defaults) as entry
  cross join lateral _render(entry.value, jsonb_build_object('parameters', p_parameters, 'context', p_context)) as part
$$;
comment on function baton._with_default_outputs(jsonb, jsonb, jsonb, jsonb) is 'Outputs completed by the defaults of the step''s rules.';
