-- In GMT, whatever the session's time zone: that is what pg_cron 1.4 goes by.
create function baton._slots(p_cron text, p_after timestamptz, p_until timestamptz) returns setof timestamptz
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_fields cron_parts := _cron_fields(p_cron);
begin
  return query
  with days as materialized (
    select day.start
    from generate_series(date_trunc('day', p_after at time zone 'utc'), p_until at time zone 'utc', interval '1 day') as day (start)
    where _is_slot_day(v_fields, day.start::date)
  ), slots as (
    select (days.start + make_interval(hours => hour, mins => minute)) at time zone 'utc' as slot
    from days, unnest(v_fields.hours) as hour, unnest(v_fields.minutes) as minute
  )
  select slots.slot
  from slots
  where slots.slot > p_after and slots.slot <= p_until
  order by slots.slot;
end
$$;
comment on function baton._slots(text, timestamptz, timestamptz) is
  'The slots of a cron text after one time, up to and with another.';
