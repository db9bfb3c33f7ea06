create function baton._explain_clock()
returns text
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  -- pg_cron alone ticks once a minute; twice that, or a whole lease, is late.
  select case
    when _now() - clock.ticked_at > greatest(settings.lease_ticks * clock.tick_interval, '2 minutes')
    then format(E'\nThe tick is late: baton.maintain() last ran %s. Recovery, deadlines and retries wait for it; '
           'a running executor or pg_cron calls it (see baton doctor).', _time_text(clock.ticked_at))
    else ''
  end
  from clock, settings
$$;
comment on function baton._explain_clock() is
  'A warning when maintain() has not run for too long, else an empty text.';
