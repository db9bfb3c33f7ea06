-- A transaction that has rung cannot be prepared for two-phase commit, and whether one rings
-- depends on who is idle. Whoever prepares turns the bell off; executors then find the work by
-- their next poll or renewal. Inlined, hence no settings of its own.
create function baton._rings() returns boolean
language sql stable
as $$
  select pg_catalog.current_setting('baton.doorbell', true) is distinct from 'off'
$$;
comment on function baton._rings() is
  'Whether this session wakes executors: not with baton.doorbell = off.';
