-- Keys that would have no effect on a step of this kind.
create or replace function baton._check_not_for_kind(p_step jsonb, p_kind text, p_where text) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_key text;
begin
  select k into v_key
  from unnest(
    array['environment', 'idle_timeout', 'grace', 'messages', 'on_disconnect', 'rules']
    || case p_kind when 'manual' then array['timeout', 'queue', 'circuit_breaker', 'limit', 'backoff', 'max_attempts'] else '{}' end) as k
  where p_step ? k
  limit 1;
  if v_key is not null then
    raise exception using errcode = 'BT005',
      message = format('%s: %s has no meaning for a %s step', p_where, v_key, p_kind),
      hint = format('Remove "%s" from the step.', v_key);
  end if;
end
$$;
