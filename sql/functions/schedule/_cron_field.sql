-- One field of a cron text: its values in order, and the same field with numbers instead of names.
-- pg_cron passes over what it does not understand ("5/10" is 5 for it, "50-10" is nothing); here
-- all of it is an error that names the field.
create function baton._cron_field(p_text text, p_field text, p_least int, p_most int, p_names text[],
  out field_values int[], out entry text)
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_part text;
  v text[];
  v_from int;
  v_to int;
  v_step int;
  v_wrong text;
  v_fix text;
begin
  field_values := '{}';
  foreach v_part in array string_to_array(lower(p_text collate "C"), ',') loop
    v := regexp_match(v_part, E'^(\\*|([a-z0-9]+)(-([a-z0-9]+))?)(/([0-9]{1,4}))?$');
    v_from := case when v[1] = '*' then p_least else _cron_number(v[2], p_names, p_least) end;
    v_to := case when v[1] = '*' then p_most when v[4] is null then v_from else _cron_number(v[4], p_names, p_least) end;
    if v[4] is not null and p_field = 'day of week' and v_to = 0 then
      v_to := 7;   -- fri-sun
    end if;
    v_step := v[6]::int;

    v_wrong := null;
    if v_part = '' then
      v_wrong := 'has an empty part';
      v_fix := 'Remove the comma that is too many.';
    elsif v is null or v_from is null or v_to is null then
      v_wrong := format('"%s" is no value of it', left(v_part, 40));
      v_fix := format('Values are numbers from %s to %s%s, ranges (%s-%s), lists (%s,%s), * and steps (*/2).', p_least, p_most,
        coalesce(', names (' || array_to_string(p_names, ' ') || ')', ''), p_least, p_least + 1, p_least, p_least + 1);
    elsif v_from not between p_least and p_most or v_to not between p_least and p_most then
      v_wrong := format('%s is not between %s and %s', case when v_from between p_least and p_most then v_to else v_from end, p_least, p_most);
      v_fix := case when p_field = 'day of week' then 'Sunday is 0 or 7.' else format('Write a number from %s to %s.', p_least, p_most) end;
    elsif v_to < v_from then
      v_wrong := format('the range %s runs backwards', v[1]);
      v_fix := format('Write %s-%s,%s-%s.', v_from, p_most, p_least, v_to);
    elsif v_step is not null and v[1] <> '*' and v[4] is null then
      v_wrong := format('%s has a step but no range', v_part);
      v_fix := format('Write %s-%s/%s.', v_from, p_most, v_step);
    elsif v_step not between 1 and p_most - p_least + 1 then
      v_wrong := format('the step %s is not between 1 and %s', v_step, p_most - p_least + 1);
      v_fix := 'For something rarer give the next field a step: 0 */2 * * * is every other hour.';
    end if;
    if v_wrong is not null then
      raise exception using errcode = 'BT100', message = format('cron: the %s %s', p_field, v_wrong), hint = v_fix;
    end if;

    field_values := field_values || array(select generate_series(v_from, v_to, coalesce(v_step, 1)));
    entry := concat_ws(',', entry, case when v[1] = '*' then '*' when v[4] is null then v_from::text else v_from || '-' || v_to end || coalesce(v[5], ''));
  end loop;
  if p_field = 'day of week' then
    field_values := array(select value % 7 from unnest(field_values) as value);
  end if;
  field_values := array(select distinct value from unnest(field_values) as value order by value);
end
$$;
comment on function baton._cron_field(text, text, int, int, text[]) is
  'The values of one field of a cron text; BT100 names the field and the fix.';
