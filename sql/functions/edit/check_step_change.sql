create function baton.check_step_change(p_job_id bigint, p_step text, p_status text) returns jsonb
language sql stable
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select check_step_changes(p_job_id, jsonb_build_array(jsonb_build_object('step', p_step, 'status', p_status)))
$$;
comment on function baton.check_step_change(bigint, text, text) is
  'What set_step_status() would do: {valid, errors, warnings, job, affected}; changes nothing. '
  'BT070, BT071: no such job or step; BT060: no such status.';
