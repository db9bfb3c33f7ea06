-- The first call on every connection. An incarnation that still holds its lease is taken up again.
-- The answer names earlier executors of the same name, host and login: if this one can prove them
-- dead, it need not wait for their leases.
create function baton.register_executor(p_name text, p_host text, p_pid int, p_boot_id text, p_incarnation uuid,
  p_version text, p_schema_version int, p_queues text[], p_slots int, p_poll_only boolean,
  p_pid_namespace text default null, p_process_start bigint default null, p_machine_id text default null,
  p_seen text default null) returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_schema_version int := (select schema_version from installation);
  v_executor executors;
  v_resumed boolean;
  v_unknown text;
begin
  perform _at_read_committed();
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  if p_schema_version <> v_schema_version then
    raise exception using errcode = 'BT040',
      message = format('the executor is made for schema version %s, the database has version %s', p_schema_version, v_schema_version),
      hint = case when p_schema_version > v_schema_version then 'Run this program''s "baton migrate".'
        else 'Install the program that belongs to the newer schema.' end;
  end if;
  perform _refuse_subscriber();
  perform _recognise_server();
  perform _note_position(p_seen);
  if p_name is null or p_slots is null or p_slots not between 1 and 10000 then
    raise exception using errcode = 'BT046', message = format('an executor has a name and 1 to 10000 slots, not %s', coalesce(p_slots::text, 'null')),
      hint = 'A defect of an executor: `baton executor` checks --slots itself.';
  end if;
  select queue into v_unknown from unnest(p_queues) as queue where queue not in (select name from queues) limit 1;
  if found then
    raise exception using errcode = 'BT030', message = format('there is no queue "%s"', v_unknown),
      hint = format('Queues: %s. Define a job type that uses it, or insert it into baton.queues.',
        (select string_agg(name, ', ' order by name) from queues));
  end if;

  update executors
  set renewed_tick = (select tick from clock), backend_pid = pg_backend_pid(), seen_at = _now(), idle = false,
      queues = p_queues, slots = p_slots, poll_only = p_poll_only,
      -- It comes because answers were lost: until it renews, what it was told before holds too.
      tick_interval = greatest(executors.tick_interval, settings.tick_interval),
      lease_ticks = greatest(executors.lease_ticks, settings.lease_ticks),
      told_tick_interval = settings.tick_interval, told_lease_ticks = settings.lease_ticks
  from settings
  where incarnation = p_incarnation and status in ('active', 'draining') and registered_by = session_user
  returning executors.* into v_executor;
  v_resumed := found;
  if not v_resumed then
    perform _alive_executor(executor.id)   -- raises: it is another login's
    from executors as executor
    where executor.incarnation = p_incarnation and executor.status in ('active', 'draining');
    insert into executors (name, incarnation, host, pid, boot_id, pid_namespace, process_start, machine, version, queues,
      slots, poll_only, renewed_tick, tick_interval, lease_ticks, told_tick_interval, told_lease_ticks, backend_pid,
      registered_by, started_at, seen_at)
    select p_name, p_incarnation, p_host, p_pid, p_boot_id, p_pid_namespace, p_process_start,
      encode(sha256(convert_to('baton ' || nullif(p_machine_id, ''), 'UTF8')), 'hex'), p_version, p_queues, p_slots,
      p_poll_only, (select tick from clock), settings.tick_interval, settings.lease_ticks, settings.tick_interval,
      settings.lease_ticks, pg_backend_pid(), session_user, _now(), _now()
    from settings
    returning * into v_executor;
  end if;

  return jsonb_build_object('executor_id', v_executor.id, 'resumed', v_resumed, 'last_call', v_executor.last_call,
      -- Which database this really is, not the one that was accepted: what an executor kept on its
      -- disk belongs to one.
      'database', _server_identity(),
      'predecessors', _predecessors(v_executor))
    || _executor_settings(v_executor.told_tick_interval, v_executor.told_lease_ticks);
end
$$;
comment on function baton.register_executor(text, text, int, text, uuid, text, int, text[], int,
  boolean, text, bigint, text, text) is
  'Registers an executor or takes its registration up again; returns its id, settings and '
  'predecessors. BT040: schema version differs; BT030: unknown queue; BT041: the incarnation is '
  'another login''s; BT046: no name, or slots out of range; BT151: a subscription writes this '
  'database''s jobs.';
