-- A pattern that both PostgreSQL and the executor's engine (RE2, linear time) read. What only one
-- of them has is refused here rather than when the first script runs.
create or replace function baton._check_pattern(p_pattern text, p_where text) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if length(p_pattern) > 1000 then
    raise exception using errcode = 'BT013', message = format('%s: the pattern is longer than 1000 characters', p_where),
      hint = 'Match a shorter part of the line.';
  end if;
  if replace(p_pattern, E'\\\\', '') ~ E'\\(\\?(=|!|<=|<!)|\\\\[1-9]' then
    raise exception using errcode = 'BT013',
      message = format('%s: the pattern uses look-around or a back reference', p_where),
      hint = 'Patterns run in linear time and have neither; match the text itself.';
  end if;
  if replace(p_pattern, E'\\\\', '') ~ E'\\\\[mMyYZ]' then
    raise exception using errcode = 'BT013',
      message = format('%s: the pattern uses an escape that only PostgreSQL has', p_where),
      hint = E'The executor does not know \\m, \\M, \\y, \\Y and \\Z; \\b is the edge of a word.';
  end if;
  perform '' ~ p_pattern;
exception
  when invalid_regular_expression then
    raise exception using errcode = 'BT013',
      message = format('%s: the pattern is not a regular expression', p_where),
      detail = sqlerrm,
      hint = 'In JSON each backslash of the pattern is written twice.';
end
$$;
