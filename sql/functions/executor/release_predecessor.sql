-- An executor that was started again under its name says: my predecessor's process is dead, and of
-- these attempts (p_tokens) no process is left. They are lost, and run again at once instead of
-- when the lease ends. What the caller has not looked for may still have a process: then nothing is
-- changed, and the answer names it.
create function baton.release_predecessor(p_executor_id bigint, p_predecessor_id bigint, p_tokens uuid[]) returns jsonb
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
  v_executor executors;
  v_predecessor executors;
  v_missing jsonb;
  v_held step_ref[];
  v_jobs step_ref[];
begin
  perform _at_read_committed();
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  v_executor := _alive_executor(p_executor_id);
  -- Waits for a call that is under way on the predecessor's last connection; nobody is left to
  -- begin another.
  select * into v_predecessor from executors where id = p_predecessor_id for no key update;
  if not found then
    return '{"recovered": 0, "failed": 0, "left": 0, "missing": []}';   -- gone for a week
  elsif v_predecessor.id >= v_executor.id
     or (v_predecessor.name, v_predecessor.host, v_predecessor.registered_by) <> (v_executor.name, v_executor.host, v_executor.registered_by) then
    raise exception using errcode = 'BT044',
      message = format('executor %s is no predecessor of executor %s', p_predecessor_id, p_executor_id),
      hint = 'A predecessor has the same name, host and login, and registered earlier.';
  end if;

  v_missing := (select jsonb_agg(running.token) from running
                where running.executor_id = p_predecessor_id and running.token <> all (p_tokens));
  if v_missing is not null then
    return jsonb_build_object('recovered', 0, 'failed', 0, 'left', 0, 'missing', v_missing);
  end if;
  update executors
  set status = 'lost', idle = false, ended_at = _now()
  where id = p_predecessor_id and status in ('active', 'draining');

  v_held := array(
    select row(running.job_id, running.n)::step_ref
    from running
    where running.executor_id = p_predecessor_id
      and not exists (select from set_aside as aside where aside.work = 'lease' and aside.job_id = running.job_id));
  select array_agg(distinct row(held.job_id, 0)::step_ref) into v_jobs from unnest(v_held) as held;
  perform _apart('lease', v_jobs, '_lose_of_jobs');
  -- A job that is locked just now is left to the next call, or to the tick; one that was set aside,
  -- to the tick.
  return (
    select jsonb_build_object('missing', '[]'::jsonb,
      'recovered', count(*) filter (where place.executor_id is null and step.status = 'ready'),
      'failed', count(*) filter (where place.executor_id is null and step.status <> 'ready'),
      'left', count(*) filter (where place.executor_id is not null and not exists (
        select from set_aside as aside where aside.work = 'lease' and aside.job_id = held.job_id)))
    from unnest(v_held) as held
    cross join lateral (
      select step_rows.status from step_rows where step_rows.job_id = held.job_id and step_rows.n = held.n offset 0) as step
    left join running as place
      on place.job_id = held.job_id and place.n = held.n and place.executor_id = p_predecessor_id);
end
$$;
comment on function baton.release_predecessor(bigint, bigint, uuid[]) is
  'Ends an earlier executor of the same name, host and login whose process is dead, and recovers '
  'its attempts at once; p_tokens are those of which no process is left. Returns {recovered, '
  'failed, left, missing}: with missing tokens nothing was changed; left are those whose jobs '
  'were locked: call again. BT041: the caller is not alive; BT044: not its predecessor.';
