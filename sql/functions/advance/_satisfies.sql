create function baton._satisfies(p_status text, p_status_reason text) returns boolean
language sql immutable
as $$
  select p_status = 'completed' or (p_status = 'skipped' and coalesce(p_status_reason, '') in ('manual', 'condition'))
$$;
comment on function baton._satisfies(text, text) is
  'Whether an ended step satisfies those that depend on it: completed, or skipped by a person or '
  'by its condition.';
