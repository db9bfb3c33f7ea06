create function baton._cron_fields(p_cron text) returns baton.cron_parts
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_shape constant text := 'Five fields: minute hour day-of-month month day-of-week, in GMT; 0 2 * * * is every night at two.';
  c_longest constant int[] := '{31,29,31,30,31,30,31,31,30,31,30,31}';
  v_text text := trim(regexp_replace(left(p_cron, 501), E'\\s+', ' ', 'g'));
  v_parts text[];
  v_minute record;
  v_hour record;
  v_day record;
  v_month record;
  v_weekday record;
  v_either boolean;
begin
  if length(p_cron) > 500 then
    raise exception using errcode = 'BT100', message = 'cron: the text is longer than 500 characters', hint = c_shape;
  end if;
  v_text := case lower(v_text collate "C")
    when '@hourly' then '0 * * * *' when '@daily' then '0 0 * * *' when '@midnight' then '0 0 * * *'
    when '@weekly' then '0 0 * * 0' when '@monthly' then '0 0 1 * *' when '@yearly' then '0 0 1 1 *'
    when '@annually' then '0 0 1 1 *' else v_text end;
  v_parts := string_to_array(v_text, ' ');
  if v_text is null or v_text = '' or v_text ~* '^(@|[0-9]+ *seconds?$)' then
    raise exception using errcode = 'BT100',
      message = case when v_text <> '' then format('cron: there is no "%s"', left(v_text, 40)) else 'cron: the text is missing' end,
      hint = c_shape || ' Also @hourly, @daily, @weekly, @monthly, @yearly.';
  elsif cardinality(v_parts) <> 5 then
    raise exception using errcode = 'BT100', message = format('cron: %s instead of five',
        case cardinality(v_parts) when 1 then '1 field' else cardinality(v_parts) || ' fields' end),
      hint = c_shape || case when cardinality(v_parts) = 6 then ' There is none for seconds or years.' else '' end;
  end if;

  v_minute := _cron_field(v_parts[1], 'minute', 0, 59, null);
  v_hour := _cron_field(v_parts[2], 'hour', 0, 23, null);
  v_day := _cron_field(v_parts[3], 'day of month', 1, 31, null);
  v_month := _cron_field(v_parts[4], 'month', 1, 12, '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}');
  v_weekday := _cron_field(v_parts[5], 'day of week', 0, 7, '{sun,mon,tue,wed,thu,fri,sat}');
  -- As every cron since Vixie's: "*/2" counts as a star here.
  v_either := v_parts[3] not like '*%' and v_parts[5] not like '*%';
  if not v_either and not exists (
      select from unnest(v_day.field_values) as day, unnest(v_month.field_values) as month where day <= c_longest[month]) then
    raise exception using errcode = 'BT100',
      message = format('cron: the day of month %s comes in none of the months %s', v_parts[3], v_parts[4]),
      hint = 'Name a day that one of the months has: 28 for the end of February.';
  end if;
  return (v_minute.field_values, v_hour.field_values, v_day.field_values, v_month.field_values, v_weekday.field_values, v_either,
    concat_ws(' ', v_minute.entry, v_hour.entry, v_day.entry, v_month.entry, v_weekday.entry))::cron_parts;
end
$$;
comment on function baton._cron_fields(text) is
  'Takes a cron text apart; BT100 names the field that is wrong and the fix.';
