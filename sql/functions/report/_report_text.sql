-- What a report says went wrong, in one line for people: the script's own message, else the last line of stderr,
-- else how it ended.
create function baton._report_text(p_report jsonb, p_timeout interval) returns text
language sql immutable
as $$
  select left(coalesce(
    nullif(p_report -> 'message' ->> 'message', ''),
    case p_report ->> 'ended'
      when 'timeout' then format('ran longer than its timeout of %s', p_timeout)
      when 'idle_timeout' then 'gave no sign of life for its idle timeout'
      when 'supervisor_lost' then 'its supervisor process was killed'
    end,
    (select format('exited with 0, but its output lacks %s', string_agg(quote_literal(pattern), ', '))
     from jsonb_array_elements_text(p_report -> 'missing_required') as pattern
     where p_report -> 'exit_code' = '0'
     having count(*) > 0),
    (select substring(btrim(output.piece ->> 'text', E' \n\r\t') from '[^\n\r]*$')
     from jsonb_array_elements(p_report -> 'output') with ordinality as output(piece, position)
     where output.piece ->> 'stream' = 'stderr' and btrim(output.piece ->> 'text', E' \n\r\t') <> ''
     order by output.position desc
     limit 1),
    'exited with ' || (p_report ->> 'exit_code'),
    'killed by signal ' || (p_report ->> 'signal'),
    p_report ->> 'ended'), 1000)
$$;
comment on function baton._report_text(jsonb, interval) is 'One line that says what a report complains about.';
