-- What the executor needs to know of a step, as in docs/reference/executor-protocol.md.
create or replace function baton._spec(p_step jsonb, p_job_type text, p_timeout interval, p_idle_timeout interval,
                                       p_grace interval)
returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select (
    jsonb_build_object(
      'key', p_step -> 'key',
      'job_type', p_job_type,
      'environment', coalesce(p_step -> 'environment', '{}'),
      'timeout_ms', round(extract(epoch from p_timeout) * 1000)::bigint,
      'idle_timeout_ms', round(extract(epoch from p_idle_timeout) * 1000)::bigint,
      'grace_ms', round(extract(epoch from p_grace) * 1000)::bigint,
      'messages', coalesce(p_step ->> 'messages', 'events'),
      'on_disconnect', coalesce(p_step ->> 'on_disconnect', 'auto'),
      'rules', coalesce((select jsonb_agg(rule - 'default' order by i)
                         from jsonb_array_elements(p_step -> 'rules') with ordinality as r (rule, i)), '[]'))
    || case when p_step ? 'command' then jsonb_build_object('command', p_step -> 'command') else '{}' end
    || case when p_step ? 'sql' then jsonb_build_object('sql', p_step -> 'sql') else '{}' end
  )::text
$$;
