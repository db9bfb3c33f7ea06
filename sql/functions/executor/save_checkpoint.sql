-- At once, not at the end: a checkpoint is what the next attempt resumes from when this one is
-- lost. Kept whole with the running attempt: the step's own with the keys of this attempt over it.
create function baton.save_checkpoint(p_executor_id bigint, p_job_id bigint, p_n int, p_token uuid, p_checkpoint jsonb)
returns boolean
language sql
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  -- Waits for nobody: a person's transaction that has told the attempt to stop may stay open.
  with held as materialized (
    select running.ctid as place
    from running
    where job_id = p_job_id and n = p_n and token = p_token and executor_id = p_executor_id and _is_own_executor(p_executor_id)
    for no key update skip locked
  ), saved as (
    update running
    set life_at = _now(),
        checkpoint = _with_checkpoint(
          coalesce(running.checkpoint, (select step.checkpoint from step_rows as step where step.job_id = p_job_id and step.n = p_n)),
          p_checkpoint)
    where running.ctid = any (array(select held.place from held))
    returning 1
  )
  select case
    when exists (select from saved) then true
    when not exists (
      select from running
      where job_id = p_job_id and n = p_n and token = p_token and executor_id = p_executor_id and _is_own_executor(p_executor_id)) then false
  end
$$;
comment on function baton.save_checkpoint(bigint, bigint, int, uuid, jsonb) is
  'Puts keys into the checkpoint of a running attempt, null removes one; false if the token is '
  'not running, null if it is locked: to be said again.';
