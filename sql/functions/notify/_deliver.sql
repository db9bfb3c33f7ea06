-- Notifications of one rule to its target, in the transaction of what they tell of. A target that
-- does not work (its job type was disabled since) must not undo that: it is kept in the history, as
-- action "notification <name>". All in one subtransaction: one for each would be more than 64 in a
-- large report, and beyond those PostgreSQL looks up every row's transaction on disk for everybody.
-- Where one cannot be delivered, they are halved until it is alone.
create function baton._deliver(p_rule baton.notifications, p_organisation_ids text[], p_documents jsonb[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_count int := cardinality(p_documents);
  v_half int := v_count / 2;
  v_error text;
begin
  if exists (select from job_types where name = p_rule.target_job_type and disabled_at is not null) then
    v_error := format('BT021: job type %s is disabled', p_rule.target_job_type);
  elsif p_rule.channel is not null and not _may_notify() then   -- it would fail at COMMIT, and undo what it tells of
    v_error := 'BT132: the server''s queue of notifications is full';
  else
    begin
      if p_rule.channel is not null then
        perform pg_notify(p_rule.channel, _notification(p_rule, document)::text)
        from unnest(p_documents) with ordinality as listed(document, place)
        order by place;
      else
        insert into jobs (job_type, parameters, organisation_id)
        select p_rule.target_job_type, jsonb_build_object('notification', _notification(p_rule, document)),
          case when p_rule.webhook_url is null then organisation_id end
        from unnest(p_organisation_ids, p_documents) with ordinality as listed(organisation_id, document, place)
        order by place;
      end if;
      return;
    exception
      when others then
        -- What passes by itself is tried again with all that it belongs to.
        if left(sqlstate, 2) in ('08', '40', '53', '57', '58', 'XX') or sqlstate = '55P03' then
          raise;
        end if;
        v_error := left(sqlstate || ': ' || sqlerrm, 1000);
    end;
    if v_count > 1 then
      perform _deliver(p_rule, p_organisation_ids[:v_half], p_documents[:v_half]);
      perform _deliver(p_rule, p_organisation_ids[v_half + 1:], p_documents[v_half + 1:]);
      return;
    end if;
  end if;
  insert into job_events (at, job_id, action, actor, reason)
  select _now(), (document ->> 'job_id')::bigint, 'notification ' || p_rule.name, 'baton', v_error
  from unnest(p_documents) with ordinality as listed(document, place)
  order by place;
end
$$;
comment on function baton._deliver(baton.notifications, text[], jsonb[]) is
  'Sends notifications of a rule: by NOTIFY, or a job for each.';
