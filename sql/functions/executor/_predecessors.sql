-- Earlier executors of the same name, host and login that still count as alive. same_machine says
-- whether both have the same machine id (null: not known), so that another boot id may mean a
-- restart of the machine.
create function baton._predecessors(p_executor baton.executors) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'executor_id', earlier.id,
    'pid', earlier.pid,
    'boot_id', earlier.boot_id,
    'pid_namespace', earlier.pid_namespace,
    'process_start', earlier.process_start,
    'same_machine', earlier.machine = p_executor.machine,
    'tokens', (select coalesce(jsonb_agg(running.token), '[]') from running where running.executor_id = earlier.id))
    order by earlier.id), '[]')
  from executors as earlier
  where earlier.status in ('active', 'draining') and earlier.id < p_executor.id
    and earlier.name = p_executor.name and earlier.host = p_executor.host and earlier.registered_by = p_executor.registered_by
$$;
comment on function baton._predecessors(baton.executors) is
  'Earlier executors of the same name, host and login that have not ended, with the tokens they '
  'hold.';
