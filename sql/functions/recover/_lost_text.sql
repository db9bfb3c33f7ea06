create function baton._lost_text(p_lost int, p_allowed int, p_max_attempts int, p_message text) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select format('its executor died %s while it ran, ', case p_lost when 1 then 'once' else p_lost || ' times' end)
    || case when p_lost > p_allowed then format('and %s such losses are allowed', p_allowed)
         else format('and max_attempts is %s', p_max_attempts) end
    || format(' (the last time: %s)', p_message)
$$;
comment on function baton._lost_text(int, int, int, text) is
  'Why a step does not run again after an attempt was lost.';
