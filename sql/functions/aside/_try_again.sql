-- Raises what the work raises. False: it is not to be tried here, and is set aside still.
create function baton._try_again(p_work text, p_job_id bigint, p_n int) returns boolean
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_item step_ref[] := array[row(p_job_id, p_n)::step_ref];
  v_timers timers[];
begin
  if p_work in ('timer', 'deadline', 'shift') then
    v_timers := array(
      select timers
      from timers
      where timers.kind = any (case p_work when 'timer' then '{retry,run_at,turn}' when 'deadline' then '{deadline}' else '{retry}' end::text[])
        and (timers.due_at <= v_now or p_work = 'shift') and timers.job_id = p_job_id and timers.n = p_n);
  end if;
  case p_work
    when 'claim' then perform _try_claims(v_item);
    when 'report' then return not exists (select from running where running.job_id = p_job_id and running.n = p_n);
    when 'alone' then return not _runs_alone(p_job_id, p_n);
    when 'timer' then perform _promote_timers(v_timers);
    when 'deadline' then perform _cancel_by_timers(v_timers);
    when 'shift' then perform _shift_retries(v_timers);
    when 'lease' then perform _lose_of_jobs(v_item);
    when 'executor' then perform _end_leases(v_item);
    when 'prune' then perform _forget_executors(v_item);
    when 'breaker' then perform _half_open(v_item);
    when 'repair' then perform _repair_jobs(v_item);
    when 'batch' then perform _end_batches_by_id(v_item);
    when 'count' then perform _add_counts(v_item);
  end case;
  return true;
end
$$;
comment on function baton._try_again(text, bigint, int) is
  'Does work that was set aside once more, and raises what it raises; whether it was done.';
