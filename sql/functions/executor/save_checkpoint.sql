-- At once, not at the end: a checkpoint is what the next attempt resumes from when this one is lost.
create function baton.save_checkpoint(p_executor_id bigint, p_job_id bigint, p_n int, p_token uuid, p_checkpoint jsonb)
returns boolean
language sql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
  with saved as (
    update running
    set checkpoint = coalesce(checkpoint, '{}') || p_checkpoint, life_at = _now()
    where job_id = p_job_id and n = p_n and token = p_token and executor_id = p_executor_id
    returning 1
  )
  select exists (select from saved)
$$;
comment on function baton.save_checkpoint(bigint, bigint, int, uuid, jsonb) is
  'Merges keys into the checkpoint of a running attempt; false if the token is not running.';
