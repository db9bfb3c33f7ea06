create function baton._explain_running(p_job_id bigint, p_n int)
returns text
language plpgsql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_running  running;
  v_executor executor_status;
  v_timeout  interval;
  v_text     text;
begin
  select * into v_running from running where job_id = p_job_id and n = p_n;
  select * into v_executor from executor_status where executor_id = v_running.executor_id;
  select definition.timeout into v_timeout
  from jobs as job
  join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = p_n
  where job.id = p_job_id;

  v_text := format('runs as attempt %s on executor %s (host %s, process %s) since %s; last sign of life %s; timeout %s.',
    v_running.attempt, v_executor.name, v_executor.host, v_executor.pid, _time_text(v_running.started_at),
    coalesce(_time_text(v_running.life_at), 'at its start'), _length_text(v_timeout));

  if v_running.stop_reason is not null then
    v_text := v_text || format(' It is being stopped: %s.', v_running.stop_reason);
  end if;
  if not v_executor.alive then
    v_text := v_text || format(
      ' Its executor is not alive any more (%s, last seen %s): the next maintain() counts the attempt as lost and makes the step ready again, within %s of that executor''s last renewal.',
      case when v_executor.status in ('gone', 'lost') then v_executor.status
           else v_executor.missed_ticks || ' ticks missed' end,
      _time_text(v_executor.seen_at),
      (select _length_text((executor.lease_ticks + 1) * clock.tick_interval)
       from executors as executor, clock where executor.id = v_running.executor_id));
  elsif v_executor.missed_ticks > 1 then
    v_text := v_text || format(' Its executor has missed %s of %s ticks.', v_executor.missed_ticks,
      (select lease_ticks from executors where id = v_running.executor_id));
  end if;
  return v_text;
end
$$;
comment on function baton._explain_running(bigint, int) is
  'Where and since when a step runs, and whether its executor is still alive.';
