create function baton.hold_job(p_job_id bigint, p_reason text) returns void
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
begin
  perform _at_read_committed();
  perform _require_hold_reason(p_reason);
  perform _lock_job(p_job_id);
  insert into retention_holds as hold (job_id, reason, held_at, held_by)
  values (p_job_id, p_reason, _now(), _caller())
  on conflict (job_id) do update
  set reason = hold.reason || format('; %s (%s, %s)', excluded.reason, excluded.held_by,
    to_char(excluded.held_at at time zone 'utc', 'YYYY-MM-DD'))
  where strpos(hold.reason, excluded.reason) = 0;
  insert into job_events (at, job_id, action, actor, reason)
  values (_now(), p_job_id, 'hold_job', _caller(), p_reason);
end
$$;
comment on function baton.hold_job(bigint, text) is
  'Keeps a job, whatever the policies say, until release_job(). A second reason is added to the '
  'first. BT070: no such job. BT111: a hold needs a reason.';
