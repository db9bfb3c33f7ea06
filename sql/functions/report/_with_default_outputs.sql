-- Outputs of a success, with the defaults of rules that found nothing. A default whose own {{path}}
-- leads nowhere is left out. Those of rules with a type are values of that type, and no templates
-- unless they are texts.
create function baton._with_default_outputs(p_outputs jsonb, p_defaults jsonb, p_document jsonb) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(jsonb_object_agg(entry.key, coalesce(to_jsonb(part.rendered), entry.value)) filter (where part.missing is null), '{}')
    || coalesce(p_outputs, '{}')
  from jsonb_each(p_defaults) as entry
  left join lateral (
    select filled.*
    from _render(entry.value #>> '{}', p_document) as filled
    where jsonb_typeof(entry.value) = 'string'
  ) as part on true
$$;
comment on function baton._with_default_outputs(jsonb, jsonb, jsonb) is
  'Outputs completed by the defaults of the step''s rules.';
