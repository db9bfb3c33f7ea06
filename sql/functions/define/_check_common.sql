-- What both "defaults" and a step may hold.
create or replace function baton._check_common(p_object jsonb, p_where text) returns void
language plpgsql stable
as $$
declare
  v_length interval;   -- for the error only
begin
  -- Most steps have few of these keys: looking costs less than asking a function.
  if p_object ? 'timeout' then
    v_length := baton._duration(p_object, 'timeout', '1 millisecond', p_where);
  end if;
  if p_object ? 'idle_timeout' then
    v_length := baton._duration(p_object, 'idle_timeout', '1 millisecond', p_where);
  end if;
  if p_object ? 'grace' then
    v_length := baton._duration(p_object, 'grace', '0', p_where);
  end if;
  if p_object ?| '{backoff,on_failure,messages,on_disconnect}' then
    perform baton._check_choice(p_object, 'backoff', '{none,fixed,linear,exponential,exponential_jitter}', p_where),
            baton._check_choice(p_object, 'on_failure', '{fail_job,continue}', p_where),
            baton._check_choice(p_object, 'messages', '{events,stdout}', p_where),
            baton._check_choice(p_object, 'on_disconnect', '{auto,keep,kill}', p_where);
  end if;
  if p_object ?| '{queue,circuit_breaker,limit}' then
    perform baton._check_name(p_object, 'queue', p_where),
            baton._check_name(p_object, 'circuit_breaker', p_where),
            baton._check_name(p_object, 'limit', p_where);
  end if;

  if p_object ? 'max_attempts'
     and (jsonb_typeof(p_object -> 'max_attempts') <> 'number'
          or p_object ->> 'max_attempts' !~ '^[0-9]{1,4}$'
          or (p_object ->> 'max_attempts')::int not between 1 and 1000) then
    raise exception using errcode = 'BT012',
      message = format('%s: max_attempts must be a whole number between 1 and 1000', p_where),
      hint = 'Leave the key out to let the error classes decide how often to retry.';
  end if;

  if p_object ? 'environment' then
    perform baton._check_environment(p_object -> 'environment', p_where);
  end if;
end
$$;
