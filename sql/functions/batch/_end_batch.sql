-- Under the batch's lock. A job that is refused (its type was disabled since) must not undo the end of the job that brought it.
create function baton._end_batch(p_batch baton.batches) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_round int := p_batch.round + (p_batch.ended_at is not null)::int;
  v_job bigint;
  v_error text;
begin
  begin
    insert into jobs (job_type, parameters, organisation_id)
    values (p_batch.on_end_job_type, p_batch.on_end_parameters || jsonb_build_object('batch', _batch_counts(p_batch.id, v_round)),
            p_batch.organisation_id)
    returning id into v_job;
    update jobs set idempotency_key = _end_key(p_batch.id, v_round) where id = v_job;
  exception
    when others then
      if left(sqlstate, 2) in ('08', '40', '53', '57', '58', 'XX') or sqlstate = '55P03' then
        raise;
      end if;
      v_error := left(sqlstate || ': ' || sqlerrm, 1000);
  end;
  update batches
  set round = v_round, end_job_id = v_job, end_error = v_error,
      -- Never before its jobs, whatever the clock did since: _end_batch_if_done compares the two.
      ended_at = (
        select greatest(_now(), max(job.finished_at))
        from jobs as job
        where job.batch_id = p_batch.name
          and job.organisation_id is not distinct from p_batch.organisation_id)
  where id = p_batch.id;
  if v_error is not null then
    insert into job_events (at, action, actor, reason)
    values (_now(), 'batch ' || p_batch.name, 'baton', 'the job for its end was refused: ' || v_error);
  end if;
end
$$;
comment on function baton._end_batch(baton.batches) is 'Submits the job that a batch has for its end.';
