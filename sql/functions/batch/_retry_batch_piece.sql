-- As _cancel_batch_piece: what retry_batch and retry_batch_by_pieces share.
-- Between two pieces all jobs may have ended, those that are retried later too. So the batch's end
-- waits for the piece that finds nothing left, or for a minute where no piece follows: the caller
-- may be gone.
create function baton._retry_batch_piece(p_name text, p_organisation_id text, p_after bigint, p_limit int,
  out last bigint, out retried bigint)
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_batch batches;
  v_jobs bigint[];
begin
  perform _at_read_committed();
  v_batch := _require_batch(p_name, _organisation(p_organisation_id));
  with locked as (
    select job.id
    from jobs as job
    where job.batch_id = p_name and job.organisation_id is not distinct from v_batch.organisation_id
      and job.finished_at is not null and job.status in ('failed', 'cancelled') and job.id > p_after
    order by job.id
    limit p_limit
    for no key update
  )
  select array_agg(locked.id order by locked.id), max(locked.id), count(*) into v_jobs, last, retried from locked;
  perform _retry_job(job, null, false, null, 'retry_batch', null) from unnest(v_jobs) as job;
  if p_limit is not null and v_batch.on_end_job_type is not null then
    delete from timers
    where timers.kind = 'batch' and timers.due_at > _now() and timers.job_id = v_batch.id;
    if found or last is not null then
      insert into timers (due_at, job_id, n, kind)
      values (
        case when last is null then 'epoch'::timestamptz + random() * interval '300 days'
          else _now() + interval '1 minute' end,
        v_batch.id, 0, 'batch');
    end if;
  end if;
end
$$;
comment on function baton._retry_batch_piece(text, text, bigint, int) is
  'Runs failed and cancelled jobs of a batch again, those after an id; returns the last one''s id '
  'and how many.';
