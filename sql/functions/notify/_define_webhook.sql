create function baton._define_webhook(p_rule baton.notifications) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  -- Each try that hangs costs a slot for 20 s: two in a row are enough.
  insert into circuit_breakers (name, threshold) values (_webhook_breaker(p_rule.name), 2) on conflict do nothing;
  perform _define_job_type(jsonb_build_object(
    'job_type', p_rule.target_job_type,
    'description', format('Sends notification %s', p_rule.name),
    'required_parameters', '["notification"]'::jsonb,
    'steps', _webhook_steps(p_rule)));
  update job_types set disabled_at = null where job_types.name = p_rule.target_job_type and disabled_at is not null;
end
$$;
comment on function baton._define_webhook(baton.notifications) is
  'Defines the job type that sends a webhook.';
