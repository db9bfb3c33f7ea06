-- Archives some jobs now, whatever the policies say of their age: all of them, or an error and
-- none.
create function baton.archive_jobs(p_job_ids bigint[]) returns int
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set lock_timeout = '10s'
set jit = off
as $$
declare
  v_ids bigint[] := array(select distinct id from unnest(p_job_ids) as id order by id);
  v_job record;
begin
  perform _at_read_committed();
  if cardinality(v_ids) = 0 or cardinality(v_ids) > 1000 then
    raise exception using errcode = 'BT110', message = format('archive_jobs takes 1 to 1000 jobs, not %s', cardinality(v_ids)),
      hint = 'Call it several times, or let apply_retention(false) archive what the policies name.';
  end if;
  lock table retention_holds in share mode;
  for v_job in
    select wanted.id as wanted_id, job.id, job.status,
      exists (select from retention_holds as hold where hold.job_id = job.id
        or hold.batch_id = job.batch_id and hold.organisation_id is not distinct from job.organisation_id) as is_held
    from unnest(v_ids) as wanted (id)
    left join lateral (select * from jobs where jobs.id = wanted.id for update) as job on true
    order by wanted.id
  loop
    if v_job.id is null then
      perform _require_job(v_job.wanted_id);
    elsif v_job.status not in ('completed', 'failed', 'cancelled') then
      raise exception using errcode = 'BT054', message = format('job %s has not ended: it is %s', v_job.id, v_job.status),
        hint = 'Wait until it has ended, or cancel it.';
    elsif v_job.is_held then
      raise exception using errcode = 'BT112', message = format('job %s is held', v_job.id),
        hint = 'baton.retention_holds says by whom and why; release_job() or release_batch() end it.';
    end if;
  end loop;
  perform _store_in_archive(v_ids);
  perform _delete_jobs(v_ids, array_fill(0, array[cardinality(v_ids)]));
  return cardinality(v_ids);
end
$$;
comment on function baton.archive_jobs(bigint[]) is
  'Moves ended jobs that are not held into archived_jobs now; returns how many. BT054: one has '
  'not ended. BT070: there is no such job. BT112: one is held.';
