-- Ends attempts. Idempotent: every report names its attempt by token, and the answer says whether
-- it counted.
create function baton.report_attempts(p_executor_id bigint, p_call bigint, p_reports jsonb)
returns table (token uuid, result text)
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
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  -- The own row first: a repeated call must not overtake the one it repeats on a connection that is
  -- dying. An executor that lost its lease may still report: its tokens are stale, and the answer
  -- says so. And one may report for another: whoever has the token has the right, as the successor
  -- that found a result on its disk.
  perform from executors where ctid = _executor_place(p_executor_id) and registered_by = session_user for no key update;
  if not found then   -- or somebody has just changed it
    perform from executors where id = p_executor_id and registered_by = session_user for no key update;
  end if;
  if not found then
    raise exception using errcode = 'BT041', message = format('this login has registered no executor %s', p_executor_id),
      hint = 'Register first: an executor belongs to the login that registered it.';
  end if;

  v_done := _record_or_bisect(p_reports, 'report', 'executor ' || p_executor_id);
  perform _trim_reported_output(p_reports);
  if v_done.opened > jsonb_array_length(p_reports) then
    perform _ring_work();   -- more than the slots that this call frees
  end if;

  if cardinality(v_done.recorded) = jsonb_array_length(p_reports) then
    return query select recorded, 'recorded' from unnest(v_done.recorded) as recorded;
    return;
  end if;
  return query
  select reported.token,
    case when reported.token = any (v_done.recorded) then 'recorded'
      when aside.message is not null then format('set aside: %s %s', aside.sqlstate, aside.message)
      else _why_not_recorded(reported.job_id, reported.n, reported.token, reported.ended) end
  from (
    select (report ->> 'job_id')::bigint as job_id, (report ->> 'n')::int as n, (report ->> 'token')::uuid as token,
      report ->> 'ended' as ended
    from jsonb_array_elements(p_reports) as report
  ) as reported
  left join lateral (
    select aside.sqlstate, aside.message
    from set_aside as aside
    join running on running.job_id = aside.job_id and running.n = aside.n and running.token = reported.token
    where aside.work = 'report' and aside.job_id = reported.job_id and aside.n = reported.n
    offset 0
  ) as aside on true;
end
$$;
comment on function baton.report_attempts(bigint, bigint, jsonb) is
  'Records how attempts ended (docs/reference/executor-protocol.md). Returns per token: recorded, '
  'already_recorded, stale: why, not_yet: its job or circuit breaker is locked, or set aside: '
  'why; send these again later. BT041: this login has no such executor.';
