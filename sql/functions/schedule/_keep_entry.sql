create function baton._keep_entry(p_name text, p_entry_id bigint, p_role name) returns void
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  update schedules set entry_id = p_entry_id, entry_role = p_role where name = p_name;
end
$$;
comment on function baton._keep_entry(text, bigint, name) is
  'Remembers which entry of pg_cron serves a schedule.';
