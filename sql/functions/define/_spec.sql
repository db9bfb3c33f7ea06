-- What the executor needs to know of a step, as in docs/reference/executor-protocol.md. Inlined,
-- hence no "set search_path". Written as text at once: a jsonb of it would be built twice and read
-- by nobody.
create or replace function baton._spec(p_step jsonb, p_job_type text, p_timeout interval, p_grace interval) returns text
language sql stable
as $$
  select left(json_build_object(
      'key', p_step -> 'key',
      'job_type', p_job_type,
      'environment', coalesce(p_step -> 'environment', '{}'),
      'timeout_ms', round(extract(epoch from p_timeout) * 1000)::bigint,
      'idle_timeout_ms', round(extract(epoch from (p_step ->> 'idle_timeout')::interval) * 1000)::bigint,
      'grace_ms', round(extract(epoch from p_grace) * 1000)::bigint,
      'messages', coalesce(p_step ->> 'messages', 'events'),
      'on_disconnect', coalesce(p_step ->> 'on_disconnect', 'auto'),
      'rules', case when p_step ? 'rules' then baton._rules_without_defaults(p_step -> 'rules') else '[]' end)::text, -1)
    || case when p_step ? 'command' then ', "command": ' || (p_step -> 'command')::text
            when p_step ? 'sql' then ', "sql": ' || (p_step -> 'sql')::text
            else '' end
    || '}'
$$;
