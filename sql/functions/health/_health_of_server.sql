-- What the server's own views say, as far as the caller may see it: so it runs with the caller's rights.
create function baton._health_of_server(out name text, out status text, out message text, out fix text)
returns setof record
language sql stable
set search_path = pg_catalog, baton, pg_temp
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
    'prepared transaction',
    'warning',
    format('The prepared transaction %s is %s old.', quote_literal(gid), date_trunc('second', clock_timestamp() - prepared)),
    format('Finish it: commit prepared %L; or rollback prepared %L;', gid, gid)
  from pg_prepared_xacts
  where clock_timestamp() - prepared > '10 minutes'
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
$$;
comment on function baton._health_of_server() is 'Checks for baton.health: old transactions, dead rows, autovacuum; as far as the caller may see them.';
