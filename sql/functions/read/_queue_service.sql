create function baton._queue_service(
  p_queue text, out active int, out draining int, out slots int, out busy int, out last_seen text)
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select
    count(*) filter (where executor.alive and executor.status = 'active')::int,
    count(*) filter (where executor.alive and executor.status = 'draining')::int,
    coalesce(sum(executor.slots) filter (where executor.alive and executor.status = 'active'), 0)::int,
    coalesce(sum(least(executor.running, executor.slots)) filter (where executor.alive and executor.status = 'active'), 0)::int,
    (array_agg(format('%s on %s, %s, %s', executor.name, executor.host, executor.status, _time_text(executor.seen_at))
      order by executor.seen_at desc))[1]
  from (
    -- The alive ones are few; of those that ended, the newest say enough.
    select *
    from executor_status
    where p_queue = any (queues)
    order by alive desc, seen_at desc
    limit 10000
  ) as executor
$$;
comment on function baton._queue_service(text) is
  'Who serves a queue: executors alive, their slots and how many are taken, and the one last seen.';
