-- The first row of error_classes whose every given matcher matches; rows of the job type go before
-- rows for all. Patterns cost a millisecond per 100 kB each, so they are tried together
-- (_first_match), and last.
create function baton._classify(p_job_type text, p_exit_code int, p_signal int, p_timed_out boolean, p_partial boolean,
  p_reported_code text, p_text text)
returns baton.error_classes
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_candidates error_classes[];
  v_patterns text[];
  v_without int;   -- the first candidate that needs no text
begin
  select array_agg(class order by class.job_type nulls last, class.position),
    array_agg(class.pattern order by class.job_type nulls last, class.position)
  into v_candidates, v_patterns
  from error_classes as class
  where (class.job_type is null or class.job_type = p_job_type)
    and (class.reported_codes is null or p_reported_code = any (class.reported_codes))
    and (class.exit_codes is null or p_exit_code = any (class.exit_codes))
    and (class.signals is null or p_signal = any (class.signals))
    and (class.timed_out is null or class.timed_out = coalesce(p_timed_out, false))
    and (class.partial is null or class.partial = coalesce(p_partial, false));
  v_without := array_position(v_patterns, null);
  return v_candidates[coalesce(
    _first_match(v_patterns[1:coalesce(v_without - 1, cardinality(v_patterns))], p_text),
    v_without)];
end
$$;
comment on function baton._classify(text, int, int, boolean, boolean, text, text) is
  'The row of baton.error_classes that an end falls into, or null.';
