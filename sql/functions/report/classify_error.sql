-- The first row of error_classes whose every given matcher matches; rows of the job type go before rows for all.
create function baton.classify_error(p_job_type text, p_exit_code int, p_signal int, p_timed_out boolean,
  p_reported_code text, p_stdout text, p_stderr text, p_partial boolean default false)
returns baton.error_classes
language sql stable
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
  select class.*
  from error_classes as class
  where (class.job_type is null or class.job_type = p_job_type)
    and (class.reported_codes is null or p_reported_code = any (class.reported_codes))
    and (class.exit_codes is null or p_exit_code = any (class.exit_codes))
    and (class.signals is null or p_signal = any (class.signals))
    and (class.timed_out is null or class.timed_out = coalesce(p_timed_out, false))
    and (class.partial is null or class.partial = coalesce(p_partial, false))
    and (class.pattern is null or p_stderr ~* class.pattern or p_stdout ~* class.pattern)
  order by class.job_type nulls last, class.position
  limit 1
$$;
comment on function baton.classify_error(text, int, int, boolean, text, text, text, boolean) is
  'The error class that an end falls into: the first matching row of baton.error_classes, those of the job type first.';
