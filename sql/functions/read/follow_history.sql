-- For programs that follow the history by its id. Ids are taken when an entry is written and appear
-- when its transaction commits, so an entry can appear below one that was read already. Whoever
-- writes entries holds a lock on their table from before the first id until its end: so once those
-- that write now have ended, nothing more can appear below the highest id of now. Costs those who
-- write nothing. With its caller's rights, as the view.
create function baton.follow_history(p_after bigint, p_limit int default 1000, p_wait interval default '5 seconds')
returns table (id bigint, at timestamptz, job_id bigint, step_key text, from_status text, to_status text,
  action text, actor text, reason text)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_until timestamptz := clock_timestamp() + p_wait;
  v_up_to bigint;
  v_writers text[];
begin
  perform _at_read_committed();
  v_up_to := (select entry.id from job_history as entry order by entry.id desc limit 1);
  if v_up_to is null or v_up_to <= p_after then
    return;
  end if;
  v_writers := array(
    select held.virtualtransaction
    from pg_locks as held
    where held.relation = 'baton.job_events'::regclass and held.mode = 'RowExclusiveLock' and held.granted
      and held.database = (select oid from pg_database where datname = current_database())
      and held.pid is distinct from pg_backend_pid());
  while exists (
    select from pg_locks as held
    where held.relation = 'baton.job_events'::regclass and held.virtualtransaction = any (v_writers)
  ) loop
    if clock_timestamp() >= v_until then
      return;
    end if;
    perform pg_sleep(0.01);
  end loop;

  return query
  select entry.id, entry.at, entry.job_id, entry.step_key, entry.from_status, entry.to_status, entry.action,
    entry.actor, entry.reason
  from job_history as entry
  where entry.id > coalesce(p_after, 0) and entry.id <= v_up_to
  order by entry.id
  limit p_limit;
end
$$;
comment on function baton.follow_history(bigint, int, interval) is
  'The entries of baton.job_history after an id, in order, and none that another could still '
  'appear before: the last id is a safe bookmark. Waits for transactions that write entries now, '
  'at most p_wait; then it returns none, and the next call goes on. Null begins at the oldest. '
  'BT152: not at READ COMMITTED.';
