create function baton._next_slot(p_cron text, p_after timestamptz) returns timestamptz
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_fields cron_parts := _cron_fields(p_cron);
  v_today timestamp := date_trunc('day', p_after at time zone 'utc');
  v_slot timestamptz;
  v_far int;
begin
  select min(slot) into v_slot from _slots(p_cron, p_after, (v_today + interval '1 day') at time zone 'utc' - interval '1 second') as slot;
  -- A 29th of February that is to be a Sunday comes every 28 years, or 40 where a century has no leap day.
  foreach v_far in array array[40, 15000] loop
    exit when v_slot is not null;
    select (min(day) + make_interval(hours => v_fields.hours[1], mins => v_fields.minutes[1])) at time zone 'utc' into v_slot
    from generate_series(v_today + interval '1 day', v_today + make_interval(days => v_far), interval '1 day') as day
    where _is_slot_day(v_fields, day::date);
  end loop;
  return v_slot;
end
$$;
comment on function baton._next_slot(text, timestamptz) is 'The first slot of a cron text after a time.';
