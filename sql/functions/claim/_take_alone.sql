-- Steps that their executors did not survive as often as is allowed. Whether they or a neighbour
-- were the reason, the next attempt shows: it runs alone. So an executor that holds nothing takes
-- one of them and no more, and none as long as it runs. Where for 30 seconds no executor held
-- nothing, one makes room: it takes nothing until it is empty. One that cannot even be claimed is
-- found first, and holds up nobody. Returns the claimed step's job, or null, and how many others
-- may be claimed.
create function baton._take_alone(p_executor_id bigint, p_call bigint, p_lanes int[], p_wanted int, out jobs bigint[], out wanted int)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  c_patience constant interval := '30 seconds';
  v_step record;
begin
  wanted := p_wanted;
  if exists (
      select
      from set_aside as aside
      cross join lateral (
        select from running
        where running.job_id = aside.job_id and running.n = aside.n and running.executor_id = p_executor_id
        offset 0
      ) as held
      where aside.work = 'alone') then
    wanted := 0;
    return;
  end if;

  select aside.job_id, aside.n, aside.since, aside.executor_id, waiting.lane, waiting.priority, waiting.id, waiting.attempts
  into v_step
  from set_aside as aside
  cross join lateral (
    select ready.lane, ready.priority, ready.id, step.attempts
    from jobs as job
    join step_rows as step on step.job_id = job.id and step.n = aside.n and step.status = 'ready'
    join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = aside.n
    join ready on ready.lane = definition.lane and ready.priority = job.priority and ready.id = step.ready_id
    where job.id = aside.job_id and ready.lane = any (p_lanes)
    offset 0
  ) as waiting
  where aside.work = 'alone'
    and (aside.executor_id is null or aside.executor_id = p_executor_id
      or not exists (select from executors where executors.id = aside.executor_id and executors.status = 'active'))
    and not exists (
      select from set_aside as poison where poison.work = 'claim' and poison.job_id = aside.job_id and poison.n = aside.n)
  order by aside.executor_id = p_executor_id desc nulls last, aside.since, aside.job_id, aside.n
  limit 1
  for no key update of aside skip locked;
  if not found then
    return;
  end if;

  if not exists (select from running where running.executor_id = p_executor_id offset 0) then
    if _apart('claim', array[row(v_step.job_id, v_step.n)::step_ref], '_try_claims') = 1
        and _start_alone(p_executor_id, p_call, v_step.job_id, v_step.n, v_step.lane, v_step.priority, v_step.id, v_step.attempts) then
      jobs := array[v_step.job_id];
      wanted := 0;
    end if;
  elsif v_step.executor_id = p_executor_id then
    wanted := 0;
  elsif (v_step.since <= _now() - c_patience or v_step.since > _now()) and not exists (
      select
      from set_aside as other
      join executors as executor on executor.id = other.executor_id and executor.status = 'active'
      where other.work = 'alone' and other.executor_id <> p_executor_id) then
    update set_aside set executor_id = p_executor_id where work = 'alone' and job_id = v_step.job_id and n = v_step.n;
    wanted := 0;
  end if;
end
$$;
comment on function baton._take_alone(bigint, bigint, int[], int) is
  'Claims a step that is to run beside no other, or makes room for it; returns its job''s id and '
  'how many others may be claimed.';
