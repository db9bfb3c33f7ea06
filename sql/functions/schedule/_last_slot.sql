create function baton._last_slot(p_cron text, p_until timestamptz) returns timestamptz
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_fields cron_parts := _cron_fields(p_cron);
  v_today timestamp := date_trunc('day', p_until at time zone 'utc');
  v_slot timestamptz;
  v_far int;
begin
  select max(slot) into v_slot from _slots(p_cron, v_today at time zone 'utc' - interval '1 second', p_until) as slot;
  foreach v_far in array array[40, 15000] loop
    exit when v_slot is not null;
    select (max(day) + make_interval(hours => v_fields.hours[cardinality(v_fields.hours)],
                                     mins => v_fields.minutes[cardinality(v_fields.minutes)])) at time zone 'utc' into v_slot
    from generate_series(v_today - make_interval(days => v_far), v_today - interval '1 day', interval '1 day') as day
    where _is_slot_day(v_fields, day::date);
  end loop;
  return v_slot;
end
$$;
comment on function baton._last_slot(text, timestamptz) is
  'The last slot of a cron text up to and with a time.';
