-- The job's lock: whoever holds it may change its steps. BT070 when there is none.
create function baton._lock_job(p_job_id bigint) returns baton.jobs
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_job jobs;
begin
  select * into v_job from jobs where id = p_job_id for no key update;
  if not found then
    perform _require_job(p_job_id);   -- raises
  end if;
  return v_job;
end
$$;
comment on function baton._lock_job(bigint) is
  'Locks a job and returns its row; BT070 when there is no such job.';
