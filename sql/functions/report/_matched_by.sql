create function baton._matched_by(p_class baton.error_classes, p_reported_code text, p_exit_code int, p_signal int, p_text text)
returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(nullif(concat_ws(', ',
    case when p_class.reported_codes is not null then 'reported code ' || p_reported_code end,
    case when p_class.exit_codes is not null then 'exit code ' || p_exit_code end,
    case when p_class.signals is not null then 'signal ' || p_signal end,
    case p_class.timed_out when true then 'timed out' when false then 'not timed out' end,
    case p_class.partial when true then 'partial' when false then 'not partial' end,
    case when p_class.pattern is not null then 'pattern: ' || left(regexp_substr(p_text, p_class.pattern, 1, 1, 'i'), 200) end), ''), 'anything')
$$;
comment on function baton._matched_by(baton.error_classes, text, int, int, text) is
  'What of an end made a row of error_classes match, for people.';
