create function baton._next_slot(p_cron text, p_after timestamptz) returns timestamptz
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_fields cron_parts := _cron_fields(p_cron);
  v_today timestamp := date_trunc('day', p_after at time zone 'utc');
  v_month timestamp;
  v_slot timestamptz;
begin
  select min(slot) into v_slot from _slots(p_cron, p_after, (v_today + interval '1 day') at time zone 'utc' - interval '1 second') as slot;
  if v_slot is not null then
    return v_slot;
  end if;
  -- A 29th of February that is to be a Sunday comes every 28 years, or 40 where a century has no
  -- leap day.
  for v_month in
    select month
    from generate_series(date_trunc('month', v_today), v_today + interval '41 years', interval '1 month') as month
    where extract(month from month)::int = any (v_fields.months)
  loop
    select (min(day) + make_interval(hours => v_fields.hours[1], mins => v_fields.minutes[1])) at time zone 'utc' into v_slot
    from generate_series(greatest(v_month, v_today + interval '1 day'), v_month + interval '1 month' - interval '1 day', interval '1 day') as day
    where _is_slot_day(v_fields, day::date);
    exit when v_slot is not null;
  end loop;
  return v_slot;
end
$$;
comment on function baton._next_slot(text, timestamptz) is
  'The first slot of a cron text after a time.';
