create function baton._step_state(p_step baton.steps)
returns text
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select (p_step).key || ' (' || (p_step).status
    || case
         when (p_step).status = 'retrying' then ', next attempt at ' || _time_text((p_step).next_retry_at)
         when (p_step).status = 'running' then ' since ' || _time_text((p_step).started_at)
         when (p_step).status in ('ready', 'pending') then coalesce(', ' || (p_step).status_reason, '')
         else ''
       end || ')'
$$;
comment on function baton._step_state(baton.steps) is
  'A step''s key and state in a few words, for a list.';
