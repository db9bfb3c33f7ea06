-- Each try keeps a slot for as long as the receiver lets it wait, hence a breaker: a receiver that
-- is down must not take the executors from everybody. The step is "baton webhook" itself, which
-- every executor has under this name. The URL is in the environment because arguments can be read
-- by everybody on the machine.
create function baton._webhook_steps(p_rule baton.notifications) returns jsonb
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_build_array(jsonb_build_object(
    'key', 'send', 'label', 'Send the notification', 'command', '["baton-webhook"]'::jsonb, 'timeout', '1 minute',
    'circuit_breaker', _webhook_breaker(p_rule.name),
    'environment', jsonb_build_object('WEBHOOK_URL', p_rule.webhook_url)
      || case when p_rule.webhook_secret is null then '{}'
           else jsonb_build_object('WEBHOOK_SECRET', jsonb_build_object('secret', p_rule.webhook_secret)) end))
$$;
comment on function baton._webhook_steps(baton.notifications) is
  'The steps of the job type that sends a webhook.';
