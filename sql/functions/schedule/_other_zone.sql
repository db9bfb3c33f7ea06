-- pg_cron 1.5 and later go by cron.timezone; an older one by GMT, where nobody reads the setting.
-- Asked only where the server shows it to the caller.
create function baton._other_zone() returns text
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_zone text;
begin
  if pg_has_role('pg_read_all_settings', 'usage') then
    v_zone := nullif(current_setting('cron.timezone', true), '');
  end if;
  return case when v_zone collate "C" !~* '^(etc/)?(gmt|utc|uct|universal|zulu|greenwich)([+-]?0)?$' then v_zone end;
end
$$;
comment on function baton._other_zone() is
  'The time zone of pg_cron, where that is not GMT and the caller may know; else null.';
