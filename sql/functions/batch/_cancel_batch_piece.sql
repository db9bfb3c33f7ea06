-- The jobs of a batch with ids after p_after, p_limit of them (null: all): what cancel_batch and
-- cancel_batch_by_pieces share. The last one's id is where the next piece begins, so that no piece
-- walks over what those before it have ended; null: there was none.
create function baton._cancel_batch_piece(p_name text, p_reason text, p_organisation_id text, p_after bigint, p_limit int,
  out last bigint, out cancelled bigint, out cancelling bigint)
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
  perform _check_reason(p_reason);
  with locked as (
    select job.id
    from jobs as job
    where job.batch_id = p_name and job.organisation_id is not distinct from v_batch.organisation_id and job.finished_at is null
      and job.id > p_after
    order by job.id
    limit p_limit
    for no key update
  )
  select array_agg(locked.id), max(locked.id) into v_jobs, last from locked;
  perform _cancel_jobs(v_jobs, 'cancelled', 'cancel_batch', _caller(), p_reason);
  select count(*) filter (where job.status = 'cancelled'), count(*) filter (where job.status = 'cancelling')
  into cancelled, cancelling
  from jobs as job
  where job.id = any (v_jobs);
end
$$;
comment on function baton._cancel_batch_piece(text, text, text, bigint, int) is
  'Cancels jobs of a batch that have not ended, those after an id; returns the last one''s id and '
  'how many are cancelled or being stopped.';
