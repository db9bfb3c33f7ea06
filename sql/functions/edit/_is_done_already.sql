-- Inlined, hence no "set search_path". A step skipped by its condition satisfies what depends on it
-- as one skipped by a person does.
create function baton._is_done_already(p_edit baton.step_edit, p_step baton.step_rows) returns boolean
language sql immutable
as $$
  select case p_edit.status
    when 'completed' then p_step.status = 'completed'
      and (p_edit.outputs is null or p_edit.outputs = coalesce(p_step.outputs, '{}'))
    when 'failed' then p_step.status = 'failed'
    when 'skipped' then p_step.status = 'skipped' and baton._satisfies(p_step.status, p_step.status_reason)
    when 'pending' then p_step.status in ('pending', 'ready', 'action_required')
      and p_step.attempts = p_step.attempts_before and p_step.checkpoint is null and p_step.kept is null
  end
$$;
comment on function baton._is_done_already(baton.step_edit, baton.step_rows) is
  'Whether a step is already what an edit asks for.';
