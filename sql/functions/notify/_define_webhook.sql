-- The step is "baton webhook" itself, which every executor has under this name. The URL is in the environment because
-- arguments can be read by everybody on the machine.
create function baton._define_webhook(p_rule baton.notifications) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  perform define_job_type(jsonb_build_object(
    'job_type', p_rule.target_job_type,
    'description', format('Sends notification %s', p_rule.name),
    'required_parameters', '["notification"]'::jsonb,
    'steps', jsonb_build_array(jsonb_build_object(
      'key', 'send', 'label', 'Send the notification', 'command', '["baton-webhook"]'::jsonb, 'timeout', '1 minute',
      'environment', jsonb_build_object('WEBHOOK_URL', p_rule.webhook_url)
        || case when p_rule.webhook_secret is null then '{}'
             else jsonb_build_object('WEBHOOK_SECRET', jsonb_build_object('secret', p_rule.webhook_secret)) end))));
  update job_types set disabled_at = null where job_types.name = p_rule.target_job_type and disabled_at is not null;
end
$$;
comment on function baton._define_webhook(baton.notifications) is 'Defines the job type that sends a webhook.';
