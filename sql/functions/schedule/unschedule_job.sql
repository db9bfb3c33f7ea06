create function baton.unschedule_job(p_name text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
begin
  perform _require_schedule(p_name);
  perform _remove_entry(p_name);
  perform _forget_schedule(p_name);
end
$$;
comment on function baton.unschedule_job(text) is
  'Removes a schedule and its entry of pg_cron; jobs that it submitted stay as they are. BT103: '
  'no such schedule; BT105: the entry belongs to another role.';
