-- What the new state of its steps means for the job: whether it fails and why, whether it ended or
-- runs again.
create function baton._write_edited_job(p_job baton.jobs, p_status text, p_failing text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
begin
  update jobs as job
  set status = p_status,
      status_reason = case
        when p_status = 'cancelled' then p_job.status_reason
        when p_failing is not null then 'step_failed'
        when p_status = p_job.status then nullif(p_job.status_reason, 'step_failed') end,
      open_steps = counted.open,
      warnings = counted.warnings,
      failing = p_failing is not null,
      error_step = failed.n,
      error_code = case when failed.n = p_job.error_step then p_job.error_code else failed.error_code end,
      error_message = case when failed.n = p_job.error_step then p_job.error_message else failed.error_message end,
      started_at = case when p_status = 'in_progress' then coalesce(p_job.started_at, v_now) else p_job.started_at end,
      finished_at = case
        when not _is_end(p_status) then null
        when p_status = p_job.status then p_job.finished_at
        else v_now end,
      failed_at = case
        when p_status <> 'failed' then null
        when p_status = p_job.status then p_job.failed_at
        else v_now end
  from (
    select count(*) filter (where not _is_end(step.status)) as open, count(step.warning) as warnings
    from step_rows as step
    where step.job_id = p_job.id
  ) as counted
  left join (
    select step.n, step.error_code, step.error_message
    from definition_steps as definition
    join step_rows as step on step.job_id = p_job.id and step.n = definition.n
    where definition.definition_id = p_job.definition_id and definition.key = p_failing
  ) as failed on true
  where job.id = p_job.id;
  perform _count_job(p_job, p_status);

  if p_job.one_active is not null and _is_end(p_status) and not _is_end(p_job.status) then
    perform _give_up_turns(array[p_job.id]);
  elsif p_job.one_active is not null and not _is_end(p_status) and _is_end(p_job.status) then
    perform _line_up(array[p_job.id]);
  end if;

  -- Another end is an end, too: whoever was told that the job completed hears that it failed.
  if _is_end(p_status) and p_status <> p_job.status then
    delete from timers
    where timers.kind in ('run_at', 'deadline') and timers.due_at in (p_job.run_at, p_job.deadline)
      and timers.job_id = p_job.id and timers.n = 0;
    if p_job.secret_names is not null then
      perform _erase_secrets(array[p_job.id]);
    end if;
    if p_job.batch_id is not null or exists (select from notifications where enabled) then
      perform _after_ends(array[p_job.id]);
    end if;
  elsif not _is_end(p_status) and _is_end(p_job.status) and p_job.deadline > _now() then
    insert into timers (due_at, job_id, n, kind) values (p_job.deadline, p_job.id, 0, 'deadline') on conflict do nothing;
  end if;
end
$$;
comment on function baton._write_edited_job(baton.jobs, text, text) is
  'Updates a job to the state of its edited steps.';
