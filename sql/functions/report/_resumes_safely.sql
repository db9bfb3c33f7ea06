-- Whether an attempt that did part of its work may be followed by another: there must be a
-- checkpoint to resume from, and where rules name what proves it ("verifies": "checkpoint"), one of
-- them must have matched in this attempt.
create function baton._resumes_safely(p_report jsonb, p_spec text, p_checkpoint jsonb) returns boolean
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(p_checkpoint, '{}') <> '{}'
    and (not p_spec::jsonb -> 'rules' @> '[{"verifies": "checkpoint"}]'
         or coalesce((p_report ->> 'checkpoint_verified')::boolean, false))
$$;
comment on function baton._resumes_safely(jsonb, text, jsonb) is
  'Whether the checkpoint of an attempt that did part of its work can be relied on.';
