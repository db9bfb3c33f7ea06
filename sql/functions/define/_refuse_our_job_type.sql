-- The job type of a webhook says where an executor sends what it signs: that is for operators, by
-- baton.notifications.
create or replace function baton._refuse_our_job_type(p_name text) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if starts_with(p_name, 'webhook.') then
    raise exception using errcode = 'BT131', message = format('job type %s is made by Baton for a notification', left(p_name, 128)),
      hint = 'Choose a name that does not begin with "webhook.", or change the row of baton.notifications.';
  end if;
end
$$;
