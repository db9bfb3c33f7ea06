-- Only while its attempt runs: for another, nothing is to be recorded.
create function baton._set_report_aside(p_report jsonb, p_sqlstate text, p_message text) returns void
language sql
set search_path = pg_catalog, baton, pg_temp
as $$
  select _set_aside('report', array[row(running.job_id, running.n)::step_ref], p_sqlstate, p_message)
  from running
  where running.job_id = (p_report ->> 'job_id')::bigint and running.n = (p_report ->> 'n')::int
    and running.token = (p_report ->> 'token')::uuid
$$;
comment on function baton._set_report_aside(jsonb, text, text) is
  'Sets aside an attempt whose end cannot be recorded.';
