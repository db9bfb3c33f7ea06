-- One notification to its target, in the transaction of what it tells of. A target that does not work (its job type was
-- disabled since) must not undo that: it is kept in the history, as action "notification <name>".
create function baton._deliver(p_rule baton.notifications, p_organisation_id text, p_document jsonb) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_document jsonb := jsonb_build_object('notification', p_rule.name, 'kind', p_rule.kind, 'at', _now()) || jsonb_strip_nulls(p_document);
begin
  if p_rule.channel is not null then
    perform pg_notify(p_rule.channel, v_document::text);
  else
    insert into jobs (job_type, parameters, organisation_id)
    values (p_rule.target_job_type, jsonb_build_object('notification', v_document), case when p_rule.webhook_url is null then p_organisation_id end);
  end if;
exception
  when others then
    -- What passes by itself is tried again with all that it belongs to.
    if left(sqlstate, 2) in ('08', '40', '53', '57', '58', 'XX') or sqlstate = '55P03' then
      raise;
    end if;
    insert into job_events (at, job_id, action, actor, reason)
    values (_now(), (p_document ->> 'job_id')::bigint, 'notification ' || p_rule.name, 'baton', left(sqlstate || ': ' || sqlerrm, 1000));
end
$$;
comment on function baton._deliver(baton.notifications, text, jsonb) is 'Sends one notification: NOTIFY, or a job.';
