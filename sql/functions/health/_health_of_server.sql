-- What the server's own views say, as far as the caller may see it: so it runs with the caller's
-- rights.
create function baton._health_of_server(out name text, out status text, out message text, out fix text)
returns setof record
language sql stable
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select
    'oldest transaction',
    case when oldest.age > '10 minutes' then 'warning' else 'ok' end,
    case
      when oldest.pid is null then 'No transaction is open for long.'
      else format('The oldest open transaction is %s old (pid %s, %s, %s).',
             date_trunc('second', oldest.age), oldest.pid, oldest.usename, coalesce(oldest.state, oldest.backend_type))
    end,
    case when oldest.age > '10 minutes'
      then format('While it is open, dead rows cannot be removed and claims slow down. End it: select pg_terminate_backend(%s);', oldest.pid) end
  from (select) as always
  left join lateral (
    select pid, usename, state, backend_type, clock_timestamp() - xact_start as age
    from pg_stat_activity
    where xact_start is not null
      and pid <> pg_backend_pid()
      and backend_type in ('client backend', 'walsender', 'background worker')
    order by xact_start
    limit 1
  ) as oldest on true
  union all
  select
    'notifications',
    'warning',
    format('The queue of NOTIFY is %s %% full; from 90 %% on no doorbell is rung, and executors find work by polling.', round(100 * pg_notification_queue_usage())),
    'A session that listens keeps a transaction open: select pid, usename, query from pg_stat_activity where state like ''idle in transaction%'' order by xact_start; and pg_terminate_backend(pid).'
  where pg_notification_queue_usage() > 0.3
  union all
  select
    'standby',
    'warning',
    'This server is a standby: jobs can be read here, and run and are changed at its primary.',
    'Look at the primary: name all hosts, and target_session_attrs=read-write, in the connection string.'
  where pg_is_in_recovery()
  union all
  select
    'encoding',
    'problem',
    format('The database has the encoding %s: outputs and messages that it cannot hold are lost.', getdatabaseencoding()),
    'Move it into a database with encoding UTF8: pg_dump, create database ... template template0 encoding ''UTF8'', pg_restore.'
  where getdatabaseencoding() <> 'UTF8'
  union all
  select
    'prepared transaction',
    'warning',
    format('The prepared transaction %s is %s old.', quote_literal(gid), date_trunc('second', clock_timestamp() - prepared)),
    format('Finish it: commit prepared %L; or rollback prepared %L;', gid, gid)
  from pg_prepared_xacts
  where clock_timestamp() - prepared > '10 minutes'
  union all
  select
    'replication slot',
    'warning',
    format('The replication slot %s %s.', quote_literal(slot.slot_name), slot.holds),
    format('Let its receiver catch up, or drop the slot: select pg_drop_replication_slot(%L);', slot.slot_name)
  from (
    select slots.slot_name,
      case
        when pg_wal_lsn_diff(pg_current_wal_lsn(), slots.restart_lsn) > 10e9
          then format('keeps %s of WAL on the disk', pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), slots.restart_lsn)))
        when age(slots.xmin) > 10000000 then format('keeps what has died in the last %s transactions', age(slots.xmin)) end as holds
    from pg_replication_slots as slots
    where not pg_is_in_recovery()
  ) as slot
  where slot.holds is not null
  union all
  select
    'wraparound',
    case when frozen.age > 1500000000 then 'problem' else 'warning' end,
    format('The database has used %s transactions since its oldest table was frozen; at 2,000,000,000 it stops.', frozen.age),
    'Look for an old transaction, prepared transaction or replication slot above, then: vacuum (freeze);'
  from (select age(datfrozenxid) as age from pg_database where datname = current_database()) as frozen
  where frozen.age > 1000000000
  union all
  select
    'bloat',
    case when dead.tables is null then 'ok' else 'warning' end,
    case when dead.tables is null then 'No table of the queue is full of dead rows.'
      else format('Many dead rows are in %s.', dead.tables) end,
    case when dead.tables is not null
      then 'Look for an old transaction above, and whether autovacuum runs; then: vacuum baton.ready, baton.running;' end
  from (
    select string_agg(format('baton.%s (%s dead, %s live)', relname, n_dead_tup, n_live_tup), ', ') as tables
    from pg_stat_user_tables
    where schemaname = 'baton'
      and n_dead_tup > 100000
      and n_dead_tup > 5 * n_live_tup
  ) as dead
  union all
  select
    'autovacuum',
    'warning',
    'Autovacuum is off, so tables that change all the time only grow.',
    'alter system set autovacuum = on; select pg_reload_conf();'
  where current_setting('autovacuum') = 'off'
  union all
  -- The value that sessions begin with: ours set their own.
  select
    'read-only',
    'problem',
    'default_transaction_read_only is on: jobs of applications are refused, and so are the calls of pg_cron.',
    'Find where it is set: select * from pg_db_role_setting; then: alter database ... reset default_transaction_read_only;'
  from pg_settings
  where name = 'default_transaction_read_only' and reset_val = 'on'
$$;
comment on function baton._health_of_server() is
  'Checks for baton.health: old transactions, replication slots, dead rows, autovacuum, '
  'wraparound; as far as the caller may see them.';
