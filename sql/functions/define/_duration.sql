-- A length of time such as "3 minutes"; the key is there. Between p_least and 30 days: a
-- timeout that never comes would let a hanging script hold its slot for ever.
create or replace function baton._duration(p_object jsonb, p_key text, p_least interval, p_where text)
returns interval
language plpgsql immutable
as $$
declare
  v_duration interval;
begin
  -- What is evidently one needs no block that catches errors, which costs as much as the rest.
  if jsonb_typeof(p_object -> p_key) <> 'string' then
    null;
  elsif p_object ->> p_key ~ '^[0-9]{1,6} (millisecond|second|minute|hour|day)s?$' then
    v_duration := (p_object ->> p_key)::interval;
  else
    begin
      v_duration := (p_object ->> p_key)::interval;
    exception
      when data_exception then null;
    end;
  end if;
  if v_duration is null then
    raise exception using errcode = 'BT011',
      message = format('%s: %s is not a length of time', p_where, p_key),
      hint = 'Write a string such as "90 seconds", "3 minutes" or "1 hour".';
  end if;

  -- By its parts, because "1 day -24:00:01" is negative although it begins with a day.
  if extract(epoch from v_duration) < extract(epoch from p_least)
     or extract(epoch from v_duration) > 30 * 86400 then
    raise exception using errcode = 'BT011',
      message = format('%s: %s must be between %s and 30 days', p_where, p_key,
        case when p_least > '0' then '1 millisecond' else '0' end),
      hint = 'Zero, negative and endless lengths of time are not possible here.';
  end if;
  return v_duration;
end
$$;
