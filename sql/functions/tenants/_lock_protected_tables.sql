-- All tables that row security is turned on or off for, at once or not at all: executors and
-- applications lock the same ones in orders of their own, and whoever waits for one of them while
-- it has another may wait for ever (40P01, theirs or ours). So nobody is waited for longer than a
-- deadlock is let stand; what was locked is let go, and it begins again.
create function baton._lock_protected_tables() returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_patience constant interval := '30 seconds';
  v_tables text := (select string_agg(format('%s', relation), ', ') from _protected_tables() as relation);
  v_began timestamptz := clock_timestamp();
  v_before text := current_setting('lock_timeout');
  v_wait int := (select least(100, greatest(1, setting::int / 2)) from pg_settings where name = 'deadlock_timeout');
begin
  loop
    begin
      perform set_config('lock_timeout', v_wait || 'ms', true);
      execute format('lock table %s in access exclusive mode', v_tables);
      perform set_config('lock_timeout', v_before, true);
      return;
    exception
      when lock_not_available or deadlock_detected then
        if clock_timestamp() > v_began + c_patience then
          raise exception using errcode = 'BT143', message = 'the tables of jobs are in use: they could not be locked within 30 seconds',
            hint = 'End transactions that stay open (pg_stat_activity.xact_start says since when), and call it again.';
        end if;
    end;
    perform pg_sleep(0.05 + random() * 0.1);
  end loop;
end
$$;
comment on function baton._lock_protected_tables() is
  'Locks all tables that hold rows of organisations, without deadlocks; BT143 when somebody keeps '
  'one.';
