-- Inlined, hence no "set search_path".
create function baton._is_end(p_status text) returns boolean
language sql immutable parallel safe
as $$
  select p_status in ('completed', 'failed', 'skipped', 'cancelled')
$$;
comment on function baton._is_end(text) is 'Whether a step or a job with this status has ended.';
