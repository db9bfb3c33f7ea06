create function baton._action_for(p_template text, p_job_id text) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select rendered
  from _render(p_template, jsonb_build_object('job', jsonb_build_object('id', p_job_id)))
$$;
comment on function baton._action_for(text, text) is
  'A suggested_action of error_classes for a job, whose id stands in it where it says {{job.id}}.';
