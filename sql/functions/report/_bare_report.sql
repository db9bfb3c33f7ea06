-- What is left of a report that cannot be stored whole: whose it is, how it ended, and the words of
-- its message. A value of another type than it should have is left out, so that nothing in it can
-- fail again.
create function baton._bare_report(p_report jsonb) returns jsonb
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_build_object('job_id', p_report -> 'job_id', 'n', p_report -> 'n', 'token', p_report -> 'token')
    || (
      select coalesce(jsonb_object_agg(key, value), '{}')
      from jsonb_each(p_report)
      where key in ('ended', 'rule_error', 'sqlstate', 'warning', 'unreadable_verdict') and jsonb_typeof(value) = 'string'
         or key = 'rule_partial' and jsonb_typeof(value) = 'boolean'
         or key = 'missing_required' and jsonb_typeof(value) = 'array'
         or key in ('exit_code', 'signal', 'ended_ms_ago', 'stdout_bytes', 'stderr_bytes', 'cpu_ms', 'max_rss_kb')
           and value::text ~ '^-?[0-9]{1,9}$')
    || case when jsonb_typeof(p_report -> 'message') = 'object' then jsonb_build_object('message', (
      select coalesce(jsonb_object_agg(key, value), '{}')
      from jsonb_each(p_report -> 'message')
      where key in ('type', 'status', 'code', 'message') and jsonb_typeof(value) = 'string'
         or key = 'retry_after' and value::text ~ E'^[0-9]{1,9}(\\.[0-9]{1,9})?$')) else '{}' end
$$;
comment on function baton._bare_report(jsonb) is
  'The least of a report that says whose it is, how it ended and what its message was.';
