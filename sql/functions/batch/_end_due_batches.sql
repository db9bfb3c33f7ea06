-- Batches whose last job may have ended in a transaction with an older snapshot (_end_batches), or
-- while they were retried by pieces (_retry_batch_piece).
create function baton._end_due_batches(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_batches step_ref[];
begin
  select array_agg(distinct row(due.job_id, 0)::step_ref)
  into v_batches
  from (
    select timers.job_id
    from timers
    where timers.kind = 'batch' and timers.due_at <= _now()
      and not exists (select from set_aside as aside where aside.work = 'batch' and aside.job_id = timers.job_id)
    order by timers.due_at
    limit p_limit
    for update skip locked
  ) as due;
  return _apart('batch', v_batches, '_end_batches_by_id');
end
$$;
comment on function baton._end_due_batches(int) is
  'Runs the jobs of batches that ended where nobody could see it; returns how many were looked at.';
