create function baton._forget_schedule(p_name text) returns void
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  delete from schedules where name = p_name;
  insert into job_events (at, action, actor) values (_now(), 'unschedule_job ' || p_name, _caller());
end
$$;
comment on function baton._forget_schedule(text) is
  'The part of unschedule_job() that needs the owner''s rights.';
