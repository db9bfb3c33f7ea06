-- One job: its definition is asked first, while nothing is locked, for that may take a while.
-- Returns {outcome, error, sqlstate}; the outcome is recovered, failed (recovering it was its end),
-- or skipped (refused, locked by somebody, changed meanwhile).
create function baton._recover_job(p_job_id bigint, p_kind text, p_dry_run boolean) returns jsonb
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_job jobs := (select job from jobs as job where job.id = p_job_id);
  v_answer jsonb := _may_recover(v_job, p_kind, p_dry_run);
  v_stuck step_ref[];
begin
  if v_answer -> 'ok' is distinct from 'true' then
    return jsonb_build_object('outcome', 'skipped') || v_answer;
  elsif p_dry_run then
    return '{"outcome": "recovered"}';
  end if;

  select * into v_job from jobs where id = p_job_id for no key update skip locked;
  if not found then
    return '{"outcome": "skipped"}';
  elsif p_kind = 'stuck' then
    v_stuck := array(select row(stuck.job_id, stuck.n)::step_ref from _stuck_steps() as stuck where stuck.job_id = p_job_id);
    if v_stuck = '{}' then
      return '{"outcome": "skipped"}';
    end if;
    insert into job_events (at, job_id, from_status, to_status, action, actor, reason)
    values (_now(), p_job_id, v_job.status, v_job.status, 'recover_orphans', _caller(),
      format('%s without a sign of life', case cardinality(v_stuck) when 1 then '1 step' else cardinality(v_stuck) || ' steps' end));
    perform _lose_attempts(v_stuck, 'recover_orphans', 'it gave no sign of life and was recovered');
    if _rings() and _may_notify() then   -- where an executor lives that still holds one, it stops the script now
      notify baton_control;
    end if;
  elsif v_job.status <> 'failed' then
    return '{"outcome": "skipped"}';
  else
    perform _retry_job(p_job_id, null, false, null, 'recover_orphans', format('its error class %s is recoverable', v_job.error_code));
  end if;
  update jobs set recoveries = coalesce(recoveries, 0) + 1 where id = p_job_id returning * into v_job;
  return jsonb_build_object('outcome', case when v_job.failing or v_job.finished_at is not null then 'failed' else 'recovered' end);
end
$$;
comment on function baton._recover_job(bigint, text, boolean) is
  'Recovers one job, after asking its validation; {outcome, error, sqlstate}.';
