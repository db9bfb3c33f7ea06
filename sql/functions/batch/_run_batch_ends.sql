-- Under the batches' locks. A job that is refused (its type was disabled since) must not undo the
-- end of the job that brought it. All in one subtransaction: one for each would be more than 64 in
-- a large report, and beyond those PostgreSQL looks up every row's transaction on disk for
-- everybody. Where one is refused, they are halved until it is alone.
create function baton._run_batch_ends(p_batches baton.batches[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_half int := cardinality(p_batches) / 2;
  v_batch batches;
  v_round int;
  v_job bigint;
  v_jobs bigint[] := '{}';
  v_error text;
begin
  begin
    foreach v_batch in array p_batches loop
      v_round := v_batch.round + (v_batch.ended_at is not null)::int;
      insert into jobs (job_type, parameters, organisation_id)
      values (v_batch.on_end_job_type,
        v_batch.on_end_parameters || jsonb_build_object('batch', _batch_counts(v_batch.id, v_round)),
        v_batch.organisation_id)
      returning id into v_job;
      update jobs set idempotency_key = _end_key(v_batch.id, v_round) where id = v_job;
      v_jobs := v_jobs || v_job;
    end loop;
  exception
    when others then
      if left(sqlstate, 2) in ('08', '40', '53', '57', '58', 'XX') or sqlstate = '55P03' then
        raise;
      end if;
      v_error := left(sqlstate || ': ' || sqlerrm, 1000);
      v_jobs := array[null::bigint];
  end;
  if v_error is not null and v_half > 0 then
    perform _run_batch_ends(p_batches[:v_half]);
    perform _run_batch_ends(p_batches[v_half + 1:]);
    return;
  end if;
  update batches as batch
  set round = batch.round + (batch.ended_at is not null)::int, end_job_id = ended.job_id,
      end_error = v_error,
      -- Never before its jobs, whatever the clock did since: _lock_batch_if_done compares the two.
      ended_at = (
        select greatest(_now(), max(job.finished_at))
        from jobs as job
        where job.batch_id = batch.name
          and job.organisation_id is not distinct from batch.organisation_id)
  from (
    select (p_batches[place]).id, v_jobs[place] as job_id
    from generate_subscripts(v_jobs, 1) as place
  ) as ended
  where batch.id = ended.id;
  if v_error is not null then
    insert into job_events (at, action, actor, reason)
    values (_now(), 'batch ' || (p_batches[1]).name, 'baton', 'the job for its end was refused: ' || v_error);
  end if;
end
$$;
comment on function baton._run_batch_ends(baton.batches[]) is
  'Submits the jobs that batches have for their ends.';
