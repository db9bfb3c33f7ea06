create function baton._is_slot_day(p_fields baton.cron_parts, p_day date) returns boolean
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select extract(month from p_day)::int = any (p_fields.months)
    and case when p_fields.either
      then extract(day from p_day)::int = any (p_fields.days) or extract(dow from p_day)::int = any (p_fields.weekdays)
      else extract(day from p_day)::int = any (p_fields.days) and extract(dow from p_day)::int = any (p_fields.weekdays) end
$$;
comment on function baton._is_slot_day(baton.cron_parts, date) is
  'Whether a day has slots: by its date or its weekday where both are given, as cron does.';
