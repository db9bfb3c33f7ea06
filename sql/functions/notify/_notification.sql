create function baton._notification(p_rule baton.notifications, p_document jsonb) returns jsonb
language sql volatile
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_build_object('notification', p_rule.name, 'kind', p_rule.kind, 'at', _now()) || jsonb_strip_nulls(p_document)
$$;
comment on function baton._notification(baton.notifications, jsonb) is
  'What is sent: the rule, the time and what it tells of.';
