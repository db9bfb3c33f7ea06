-- Before each statement: what _prepare_job remembers for its rows is of this statement, never of
-- the session. Whatever somebody wrote into the setting before is gone, also where a function of
-- ours inserts a job in his session.
create or replace function baton._forget_job_type() returns trigger
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if current_setting('baton.known_job_type', true) <> '' then
    perform set_config('baton.known_job_type', '', true);
  end if;
  return null;
end
$$;
