-- What a report says went wrong, in one line and in its own words: the script's message, else how
-- it was stopped, else what it printed last, else how it ended.
create function baton._report_text(p_report jsonb, p_timeout interval, p_stdout text, p_stderr text) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select left(coalesce(
    nullif(_plain_text(p_report -> 'message' ->> 'message'), ''),
    case p_report ->> 'ended'
      when 'timeout' then format('ran longer than its timeout of %s', _length_text(p_timeout))
      when 'idle_timeout' then format(
        'gave no sign of life for %s; output in a buffer is none (python -u, stdbuf -oL)',
        coalesce(_length_text(p_timeout), 'its idle timeout'))
      when 'supervisor_lost' then 'its supervisor process was killed'
    end,
    case when _was_out_of_memory(p_report)
      then 'killed by the kernel for lack of memory, on the machine or in the executor''s control group' end,
    case when p_report -> 'exit_code' = '0' then p_report ->> 'unreadable_verdict' end,
    (select format('exited with 0, but its output lacks %s', string_agg(quote_literal(pattern), ', '))
     from jsonb_array_elements_text(p_report -> 'missing_required') as pattern
     where p_report -> 'exit_code' = '0'
     having count(*) > 0),
    _telling_line(_plain_text(p_stderr)),
    _telling_line((regexp_match(_plain_text(right(p_stdout, 8192)),
      E'(?:.*\\n)?([^\\n]*(?:error|fail|exception|invalid|refused|denied|timed ?out|bad gateway|unavailable)[^\\n]*)', 'i'))[1]),
    'exited with ' || (p_report ->> 'exit_code'),
    case when p_report ->> 'signal' = '9'
      then 'killed by signal 9, not by its executor: often that is the kernel, for lack of memory' end,
    'killed by signal ' || (p_report ->> 'signal'),
    p_report ->> 'ended'), 1000)
$$;
comment on function baton._report_text(jsonb, interval, text, text) is
  'One line that says what a report complains about.';
