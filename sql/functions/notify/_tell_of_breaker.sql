create function baton._tell_of_breaker(p_name text, p_actor text, p_reason text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  perform _deliver(rule, array[null], array[
    jsonb_build_object('circuit_breaker', p_name, 'opened_by', p_actor, 'reason', left(p_reason, 500))])
  from notifications as rule
  where rule.enabled and rule.kind = 'breaker_opened' and (rule.circuit_breaker is null or rule.circuit_breaker = p_name)
    -- Webhooks that tell of webhooks would keep each other going.
    and (rule.webhook_url is null or not exists (
      select from notifications as other where other.webhook_url is not null and _webhook_breaker(other.name) = p_name));
end
$$;
comment on function baton._tell_of_breaker(text, text, text) is
  'Notifications of a breaker that has opened.';
