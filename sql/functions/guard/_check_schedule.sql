-- A cron text that cannot be read would fail whatever looks at all schedules.
create function baton._check_schedule() returns trigger
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  perform _cron_fields(new.cron);
  return new;
end
$$;
comment on function baton._check_schedule() is
  'Trigger of baton.schedules: refuses a cron text that cannot be read (BT100).';
