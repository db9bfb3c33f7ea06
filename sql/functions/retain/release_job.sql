create function baton.release_job(p_job_id bigint) returns boolean
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
begin
  perform _at_read_committed();
  perform _require_job(p_job_id);
  delete from retention_holds where job_id = p_job_id;
  if not found then
    return false;
  end if;
  insert into job_events (at, job_id, action, actor) values (_now(), p_job_id, 'release_job', _caller());
  return true;
end
$$;
comment on function baton.release_job(bigint) is
  'Ends the hold of a job and says whether there was one; a hold of its batch goes on. BT070: no '
  'such job.';
