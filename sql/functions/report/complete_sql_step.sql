-- The success of a SQL step, in the transaction of its function: the effect and its record happen
-- together or not at all.
create function baton.complete_sql_step(p_token uuid, p_job_id bigint, p_n int, p_outputs jsonb) returns void
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
  v_done record;
begin
  perform _at_read_committed();
  if p_outputs is not null and jsonb_typeof(p_outputs) <> 'object' then
    raise exception using errcode = 'BT045', message = format('a SQL step returned a JSON %s instead of an object', jsonb_typeof(p_outputs)),
      hint = 'Return a jsonb object with the outputs, or null.';
  end if;
  -- Its own connection, its own time limit: it waits for its turn, which a report does not.
  perform from jobs where id = p_job_id for no key update;
  perform
  from circuit_breakers as breaker
  where breaker.name = (
      select definition.circuit_breaker
      from jobs as job
      join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = p_n
      where job.id = p_job_id)
    and not (breaker.state = 'closed' and breaker.failures = 0)
  for no key update;
  v_done := _record_attempts(jsonb_build_array(jsonb_build_object('job_id', p_job_id, 'n', p_n, 'token', p_token,
    'ended', 'exited', 'exit_code', 0, 'outputs', coalesce(p_outputs, '{}'))), 'report', 'baton_sql');
  if v_done.recorded is null then
    raise exception using errcode = 'BT042',
      message = format('the attempt of step %s of job %s is not held any more', p_n, p_job_id),
      detail = _why_not_recorded(p_job_id, p_n, p_token, 'exited'),
      hint = 'Nothing to do: the transaction is rolled back.';
  end if;
  if v_done.opened > 0 then
    perform _ring_work();
  end if;
end
$$;
comment on function baton.complete_sql_step(uuid, bigint, int, jsonb) is
  'Records the success of a SQL step within its own transaction. BT042: the attempt is not held '
  'any more; BT045: outputs are not an object.';
