create function baton.hold_batch(p_batch_id text, p_reason text, p_organisation_id text default null) returns void
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
begin
  perform _at_read_committed();
  perform _require_hold_reason(p_reason);
  if not exists (
    select from jobs where batch_id = p_batch_id and organisation_id is not distinct from p_organisation_id) then
    raise exception using errcode = 'BT113', message = case when p_organisation_id is null then 'there is no job in a batch of that name'
        else 'the organisation has no job in a batch of that name' end,
      hint = 'Batches are named by jobs.batch_id: select distinct batch_id, organisation_id from baton.jobs where batch_id is not null.';
  end if;
  insert into retention_holds as hold (batch_id, organisation_id, reason, held_at, held_by)
  values (p_batch_id, p_organisation_id, p_reason, _now(), _caller())
  on conflict (batch_id, organisation_id) where batch_id is not null do update
  set reason = hold.reason || format('; %s (%s, %s)', excluded.reason, excluded.held_by,
    to_char(excluded.held_at at time zone 'utc', 'YYYY-MM-DD'))
  where strpos(hold.reason, excluded.reason) = 0;
  insert into job_events (at, action, actor, reason)
  values (_now(), 'hold_batch ' || p_batch_id, _caller(), p_reason);
end
$$;
comment on function baton.hold_batch(text, text, text) is
  'Keeps all jobs of a batch of an organisation, later ones too, whatever the policies say, until '
  'release_batch(). A second reason is added to the first. BT111: a hold needs a reason. BT113: '
  'no job is in such a batch.';
