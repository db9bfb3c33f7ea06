-- The entries of a schedule that the caller may see are removed. One that belongs to another role
-- is seen by that role and by superusers only: an error, because it would go on firing.
create function baton._remove_entry(p_name text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_schedule schedules;
  v_removed bigint[];
begin
  select * into v_schedule from schedules where name = p_name;
  if not exists (select from pg_extension where extname = 'pg_cron') then
    return;
  end if;
  if has_schema_privilege('cron', 'usage') then
    select array_agg(case when cron.unschedule(jobid) then jobid end) into v_removed
    from cron.job
    where jobname = 'baton: schedule ' || p_name and database = current_database();
  end if;
  if v_schedule.entry_id is not null and v_schedule.entry_id <> all (coalesce(v_removed, '{}'))
     and v_schedule.entry_role <> current_user and not (select rolsuper from pg_roles where rolname = current_user) then
    raise exception using errcode = 'BT105',
      message = format('the entry of schedule %s belongs to role %s', p_name, v_schedule.entry_role),
      hint = format('Call it as that role or as a superuser: SET ROLE %I.', v_schedule.entry_role);
  end if;
end
$$;
comment on function baton._remove_entry(text) is
  'Removes the entries of pg_cron of a schedule; BT105 when there is one that the caller may not '
  'see.';
