-- What did not complete runs again in any case: a job must not end as completed over a step that failed it.
-- Each step that runs again starts a new generation: new budgets, old attempts kept, checkpoint kept to resume from.
create function baton._retry_job(p_job_id bigint, p_from_step text, p_action text, p_reason text) returns text
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_job jobs := _lock_job(p_job_id);
  v_from int := case when p_from_step is not null then _require_step(p_job_id, p_from_step) end;
  v_again int[];
begin
  if v_job.finished_at is null then
    raise exception using errcode = 'BT054', message = format('job %s has not ended: it is %s', p_job_id, v_job.status),
      hint = format('Wait for its end, or cancel it first: select baton.cancel_job(%s).', p_job_id);
  end if;

  with chosen as (
    select step.n
    from step_rows as step
    where step.job_id = p_job_id
      and (step.n = v_from or not _satisfies(step.status, step.status_reason))
  )
  select array_agg(definition.n order by definition.n)
  into v_again
  from definition_steps as definition
  where definition.definition_id = v_job.definition_id
    and (definition.n in (select chosen.n from chosen)
         or definition.ancestors && array(select chosen.n from chosen));
  if v_again is null then
    raise exception using errcode = 'BT054', message = format('job %s has nothing to do again: every step is done', p_job_id),
      hint = format('Name the step to start from: select baton.retry_job(%s, ''step'').', p_job_id);
  end if;

  perform _reset_steps(v_job, v_again);
  insert into job_events (at, job_id, n, from_status, to_status, action, actor, reason)
  values (_now(), p_job_id, v_from, v_job.status, 'in_progress', p_action, _caller(), p_reason);
  if _open_waiting(array[p_job_id]) > 0 then
    perform _ring_work();
  end if;
  return (select status from jobs where id = p_job_id);
end
$$;
comment on function baton._retry_job(bigint, text, text, text) is 'retry_job for callers with another action and reason.';
