-- Inlined, hence no "set search_path". What failed, or was skipped for a failure, is not done.
create function baton._is_done(p_status text, p_reason text) returns boolean
language sql immutable
as $$
  select p_status = 'completed' or p_status = 'skipped' and p_reason in ('manual', 'condition')
$$;
comment on function baton._is_done(text, text) is
  'Whether a step counts as done in what people read of progress.';
