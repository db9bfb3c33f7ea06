create function baton._class_rule(p_class baton.error_classes) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(nullif(concat_ws(', ',
    'reported code ' || array_to_string(p_class.reported_codes, ' or '),
    'exit code ' || array_to_string(p_class.exit_codes, ' or '),
    'signal ' || array_to_string(p_class.signals, ' or '),
    case p_class.timed_out when true then 'timed out' when false then 'not timed out' end,
    case p_class.partial when true then 'partial' when false then 'not partial' end,
    'pattern: ' || p_class.pattern), ''), 'anything')
$$;
comment on function baton._class_rule(baton.error_classes) is
  'What a row of error_classes matches, for people.';
