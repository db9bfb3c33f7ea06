create function baton._store_in_archive(p_job_ids bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
as $$
declare
  v_now timestamptz := _now();
begin
  if cardinality(p_job_ids) = 0 then
    return;
  end if;
  perform _make_archive_partition(v_now);
  insert into archived_jobs (job_id, archived_at, organisation_id, job_type, subject, batch_id, status, created_at, finished_at, document)
  select job.id, v_now, job.organisation_id, job.job_type, job.subject, job.batch_id, job.status, job.created_at, job.finished_at,
    _job_document(job)
  from jobs as job
  where job.id = any (p_job_ids);
end
$$;
comment on function baton._store_in_archive(bigint[]) is
  'Copies jobs into the archive, one document each.';
