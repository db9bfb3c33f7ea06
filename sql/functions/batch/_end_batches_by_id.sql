create function baton._end_batches_by_id(p_batches baton.step_ref[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_batch bigint;
  v_batches bigint[];
  v_done batches;
  v_all_done batches[] := '{}';
begin
  with due as (
    select timers.due_at, timers.job_id
    from timers
    where timers.kind = 'batch' and timers.due_at <= _now()
      and timers.job_id in (select given.job_id from unnest(p_batches) as given)
    for update skip locked
  ), taken as (
    delete from timers
    using due
    where timers.kind = 'batch' and timers.due_at = due.due_at and timers.job_id = due.job_id and timers.n = 0
    returning timers.job_id
  )
  select array_agg(distinct taken.job_id order by taken.job_id) into v_batches from taken;
  foreach v_batch in array coalesce(v_batches, '{}') loop
    v_done := _lock_batch_if_done(v_batch, p_has_ended => false);
    if v_done.id is not null then
      v_all_done := v_all_done || v_done;
    end if;
  end loop;
  perform _run_batch_ends(v_all_done);
  return coalesce(cardinality(v_batches), 0);
end
$$;
comment on function baton._end_batches_by_id(baton.step_ref[]) is
  'Runs the jobs of those batches (ids in job_id) whose timers say that they may have ended; '
  'returns how many.';
