-- Entries of the queue, timers, slots and counters follow from other rows. Where somebody has
-- deleted or changed some by hand, their jobs would wait for ever. So once per tick a piece of the
-- open jobs is looked at, by id, and the newest jobs each time; never all of them. What is damaged
-- is looked at again under its job's lock, and repaired.
create function baton._repair(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_newest constant int := 500;
  c_jobs constant int := 5000;
  c_steps constant int := 5000;
  v_tick bigint := (select clock.tick from clock);
  v_from bigint;
  v_to bigint;
  v_jobs bigint[];
  v_damaged step_ref[];
begin
  select repairs.walked_to into v_from from repairs
  where repairs.walked_tick is distinct from v_tick for no key update skip locked;
  if not found then
    return 0;
  end if;

  with piece as materialized (
    select job.id, job.status, job.total_steps from jobs as job where job.id > v_from order by job.id limit c_jobs
  ), sized as (
    select piece.id, piece.status,
      sum(case when piece.status in ('pending', 'in_progress', 'cancelling') then piece.total_steps end) over (order by piece.id)
        - piece.total_steps as steps_before
    from piece
  )
  select max(sized.id), array_agg(sized.id) filter (where sized.status in ('pending', 'in_progress', 'cancelling'))
  into v_to, v_jobs
  from sized
  where coalesce(sized.steps_before, 0) < c_steps;
  update repairs set walked_tick = v_tick, walked_to = case when v_to < (select max(id) from jobs) then v_to else 0 end;

  v_jobs := v_jobs || array(
    select newest.id
    from (select job.id, job.status from jobs as job order by job.id desc limit c_newest) as newest
    where newest.status in ('pending', 'in_progress', 'cancelling') and not newest.id = any (coalesce(v_jobs, '{}')));
  v_damaged := array(
    select row(damaged.job_id, 0)::step_ref
    from _damaged_jobs(v_jobs) as damaged(job_id)
    where not exists (select from set_aside as aside where aside.work = 'repair' and aside.job_id = damaged.job_id)
    order by damaged.job_id
    limit p_limit);
  return _repair_places() + _apart('repair', v_damaged, '_repair_jobs');
end
$$;
comment on function baton._repair(int) is
  'Looks at a piece of the open jobs and repairs what follows from other rows and is not there; '
  'returns how much.';
