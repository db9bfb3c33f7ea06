-- The JSON document on a script's stdin. Put together as text: parameters and context can be large,
-- and are JSON already.
create function baton._stdin_document(p_job_id bigint, p_job_type text, p_subject text, p_organisation_id text,
  p_created_at timestamptz, p_key text, p_label text, p_phase text, p_attempt int, p_parameters jsonb, p_context text,
  p_checkpoint jsonb) returns text
language sql stable
as $$
  select concat(
    '{"job":', json_build_object('id', p_job_id, 'type', p_job_type, 'subject', p_subject,
      'organisation_id', p_organisation_id, 'created_at', p_created_at),
    ',"step":', json_build_object('key', p_key, 'label', p_label, 'phase', p_phase),
    ',"attempt":', p_attempt,
    ',"parameters":', p_parameters,
    ',"context":', p_context,
    ',"checkpoint":', coalesce(p_checkpoint::text, 'null'),
    '}')
$$;
comment on function baton._stdin_document(bigint, text, text, text, timestamptz, text, text, text,
  int, jsonb, text, jsonb) is
  'The document that a script gets on stdin: job, step, attempt, parameters, context, checkpoint.';
