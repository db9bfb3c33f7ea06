create function baton.release_batch(p_batch_id text, p_organisation_id text default null) returns boolean
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
begin
  perform _at_read_committed();
  delete from retention_holds where batch_id = p_batch_id and organisation_id is not distinct from p_organisation_id;
  if not found then
    return false;
  end if;
  insert into job_events (at, action, actor) values (_now(), 'release_batch ' || p_batch_id, _caller());
  return true;
end
$$;
comment on function baton.release_batch(text, text) is
  'Ends the hold of a batch and says whether there was one; holds of single jobs go on.';
