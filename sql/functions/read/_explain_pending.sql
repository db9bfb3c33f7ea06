create function baton._explain_pending(p_job_id bigint, p_n int)
returns text
language plpgsql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_job    jobs;
  v_reason text;
begin
  select * into v_job from jobs where id = p_job_id;
  select step.status_reason into v_reason from steps as step where step.job_id = p_job_id and step.n = p_n;

  return case
    when v_job.status = 'draft' then
      format('waits because its job is a draft. Start it with: select baton.start_job(%s)', p_job_id)
    when v_job.run_at > _now() then
      format('waits because its job is to run at %s.', _time_text(v_job.run_at))
    when v_reason = 'dependencies' then
      _explain_dependencies(p_job_id, p_n)
    when v_reason = 'subject_busy' then _explain_turn(p_job_id)
    when v_job.failing then
      'waits for nothing any more: its job is failing, and what has not started is skipped as soon as what runs has ended.'
    when v_job.run_at is not null then
      'waits for the next maintain() or claim to notice that its job''s run_at has come.'
    else
      format('is parked: %s.', coalesce(v_reason, 'for no recorded reason, which should not happen; please report it'))
  end;
end
$$;
comment on function baton._explain_pending(bigint, int) is
  'Why a step is pending: draft, run_at, dependencies, the turn of another job, parked.';
